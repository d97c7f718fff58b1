package dev.bailiwick.sharding.spark;

import java.io.IOException;

/** Runs S3Proxy until standard input ends, as it does when the test's process dies. */
final class S3ServerMain {
  private S3ServerMain() {}

  public static void main(String[] args) throws Exception {
    Thread leash = new Thread(S3ServerMain::holdOn, "leash");
    leash.setDaemon(true);
    leash.start();
    String[] given = {"--properties", args[0]};
    Class.forName("org.gaul.s3proxy.Main")
        .getMethod("main", String[].class)
        .invoke(null, (Object) given);
  }

  private static void holdOn() {
    try {
      System.in.readAllBytes();
    } catch (IOException e) {
      // As good as its end.
    }
    Runtime.getRuntime().halt(0);
  }
}
