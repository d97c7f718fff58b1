package dev.bailiwick.cli.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class in this process, which ends when the process that started it is gone.
 *
 * <p>The starter holds the other end of standard input and never writes to it. However the starter
 * ends, {@code kill -9} included, the operating system closes that end, the read here returns, and
 * this process leaves through its shutdown hooks (a Spark worker's take its executors along).
 *
 * <p>This class is copied alone into a folder of its own, in front of a stock Spark's class path:
 * it may not use any other class of Bailiwick, nor nest one.
 */
public final class Leash {
  private static final int EXIT_STARTER_GONE = 143;
  private static final long HOOKS_MAY_TAKE_MS = 15_000;

  private Leash() {}

  /**
   * Runs the class named first with the arguments that follow.
   *
   * @param args a class with a {@code main}, and its arguments
   * @throws Throwable what that main throws
   */
  public static void main(String[] args) throws Throwable {
    Thread watch = new Thread(Leash::leaveWhenStarterIsGone, "leash");
    watch.setDaemon(true);
    watch.start();
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      throw e.getTargetException();
    }
  }

  private static void leaveWhenStarterIsGone() {
    try (InputStream starter = System.in) {
      // The starter has nothing to say: only the end of the stream means anything.
      starter.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // A broken pipe is an end as well.
    }
    Thread last = new Thread(Leash::haltWhenHooksHang, "leash-halt");
    last.setDaemon(true);
    last.start();
    System.exit(EXIT_STARTER_GONE);
  }

  private static void haltWhenHooksHang() {
    try {
      Thread.sleep(HOOKS_MAY_TAKE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(EXIT_STARTER_GONE);
  }
}
