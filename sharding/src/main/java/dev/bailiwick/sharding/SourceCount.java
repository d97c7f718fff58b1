package dev.bailiwick.sharding;

/**
 * How many rows of a source have one law and one split.
 *
 * @param source the source's name, unique in the job
 * @param site where its rows lie
 * @param jurisdiction the value of the jurisdiction column as it stands in the data, "" where it is
 *     null or blank or where the policies give one law for every row
 * @param split {@code train} or {@code test}
 * @param rows how many
 */
public record SourceCount(
    String source, String site, String jurisdiction, String split, long rows) {}
