package dev.bailiwick.sharding;

/**
 * A policy that decided, as it was then.
 *
 * @param id its id
 * @param version its version
 * @param sha256 of its exact bytes, lower-case hex
 */
public record ManifestPolicy(String id, String version, String sha256) {}
