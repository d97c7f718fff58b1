package dev.bailiwick.cli.demo;

/**
 * Whose law governs some of the people at a site.
 *
 * @param code ISO 3166-1
 * @param share of the site's rows
 * @param shift of the score: how much likelier than elsewhere people leave
 */
record Country(String code, double share, double shift) {}
