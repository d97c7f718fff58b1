package dev.bailiwick.spark;

import java.util.List;
import java.util.Map;

/**
 * What a run did, for reports. Taken at one moment; later tasks are not in it.
 *
 * @param executorsBySite executors that registered, by site
 * @param tasks finished task attempts, by stage and site
 * @param transfers bytes that moved, by link and transfer class
 */
public record RunInfo(
    Map<String, List<String>> executorsBySite, List<Tasks> tasks, List<Transfer> transfers) {
  public RunInfo {
    tasks = List.copyOf(tasks);
    transfers = List.copyOf(transfers);
  }

  /**
   * Task attempts of a stage that finished at a site, whether they succeeded or not.
   *
   * @param stageId Spark's number
   * @param stage Spark's name, such as {@code collect at Job.java:12}
   * @param site the site that the executor has proven, or {@code unknown}
   * @param count how many
   */
  public record Tasks(int stageId, String stage, String site, long count) {}

  /**
   * Bytes on a link. Shuffle bytes are those that Spark fetched from other executors; where a task
   * fetched from several sites, they are shared out in proportion to what each site wrote.
   *
   * @param from the sending site, or {@code unknown}
   * @param to the receiving site
   * @param transferClass what moved
   * @param bytes how many
   */
  public record Transfer(String from, String to, String transferClass, long bytes) {}
}
