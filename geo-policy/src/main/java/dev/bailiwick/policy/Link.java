package dev.bailiwick.policy;

/**
 * What it takes to move bytes from one site to another, as the operator states it.
 *
 * @param from a site
 * @param to another
 * @param megabytesPerSecond 10^6 bytes a second that one transfer gets; above 0
 * @param latencyMs milliseconds for a round trip
 * @param costPerGigabyte in whatever currency the operator counts; at least 0
 */
public record Link(
    String from, String to, double megabytesPerSecond, double latencyMs, double costPerGigabyte) {
  /** What is taken of two sites of which nothing is said. */
  static Link unknown(String from, String to) {
    return new Link(from, to, 100, 50, 0);
  }

  /** Seconds that this many bytes take. */
  public double seconds(long bytes) {
    return latencyMs / 1000 + bytes / (megabytesPerSecond * 1e6);
  }

  /** What this many bytes cost. */
  public double cost(long bytes) {
    return bytes / 1e9 * costPerGigabyte;
  }
}
