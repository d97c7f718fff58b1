package dev.bailiwick.cli.bench;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A {@link SchedulerTrial} in a process of its own, which runs a job when it is asked to. */
final class AskedApplication implements AutoCloseable {
  private static final int LOOK_MILLIS = 1_000;
  private static final int LOOKS = 180;

  private final String kind;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<Integer> exit;
  private final Socket socket;
  private final BufferedReader answers;
  private final PrintWriter jobs;

  /**
   * Starts it, and waits until it is up.
   *
   * @param driver runs it to its end, and gives its exit code
   * @param door where it knocks once it is up
   * @throws BailiwickException UNAVAILABLE when it ended before that, or was not up in three
   *     minutes
   */
  AskedApplication(String kind, Callable<Integer> driver, ServerSocket door) throws IOException {
    this.kind = kind;
    this.exit = thread.submit(driver);
    thread.shutdown();
    this.socket = accept(door);
    this.answers =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    this.jobs = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
  }

  private Socket accept(ServerSocket door) throws IOException {
    door.setSoTimeout(LOOK_MILLIS);
    for (int look = 0; look < LOOKS && !exit.isDone(); look++) {
      try {
        return door.accept();
      } catch (SocketTimeoutException e) {
        // It starts.
      }
    }
    throw ended();
  }

  private BailiwickException ended() {
    return new BailiwickException(
        ErrorCode.UNAVAILABLE,
        "The application that was timed (" + kind + ") has ended, or is not up: see above.");
  }

  String kind() {
    return kind;
  }

  /** The next line that it says. */
  String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw ended();
    }
    return line;
  }

  /** Has it run a job; how long that took. */
  double seconds(String job) throws IOException {
    jobs.println(job);
    return Double.parseDouble(answer());
  }

  /** It ends when nobody asks any more. */
  @Override
  public void close() throws IOException {
    socket.close();
    try {
      exit.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("could not run the application " + kind, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
