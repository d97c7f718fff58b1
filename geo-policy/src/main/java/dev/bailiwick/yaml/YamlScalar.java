package dev.bailiwick.yaml;

/**
 * One value as it is written, without any guess at its type: {@code NO} is Norway, {@code 1.10} is
 * a version.
 *
 * @param text the text without its quotes
 * @param place where it begins
 */
public record YamlScalar(String text, Place place) {}
