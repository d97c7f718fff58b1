package dev.bailiwick.cli.cluster;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.spark.RpcEncryption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one cluster on this machine: what its processes are given, and what they leave.
 *
 * <pre>
 *   authority/           the development authority
 *   sites/NAME/home      the site's home: certificate, key store
 *   sites/NAME/local     spill, shuffle, cached blocks
 *   sites/NAME/work      the worker's applications
 *   conf/, leash/, log/  what the processes read and write besides
 *   secret               the RPC secret, mode 0600
 *   cluster.json         who is running, while a cluster runs
 * </pre>
 *
 * <p>Only its owner can enter it (mode 0700).
 */
public final class RunFolder implements AutoCloseable {
  private static final int SECRET_BYTES = 32;
  private static final String LOCK = ".lock";

  private final Path root;
  private final FileChannel lockFile;
  private final @Nullable FileLock lock;

  private RunFolder(Path root, FileChannel lockFile, @Nullable FileLock lock) {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * The folder, made when absent, for this process alone until {@link #close()}.
   *
   * @throws BailiwickException UNAVAILABLE when another process has it; BAD_ARGUMENT when it holds
   *     what no cluster has left: some of that could have the name of what is swept
   */
  public static RunFolder open(Path dir) {
    RunFolder run = reopen(dir);
    try {
      run.prepare();
      return run;
    } catch (IOException e) {
      run.close();
      throw new UncheckedIOException("cannot prepare the run folder " + dir, e);
    }
  }

  /** As {@link #open}, for what stands in it: no new secret, no new configuration. */
  static RunFolder reopen(Path dir) {
    try {
      Path root = dir.toAbsolutePath().normalize();
      if (!Trees.list(root).isEmpty() && !isOne(root)) {
        throw new BailiwickException(
            ErrorCode.BAD_ARGUMENT,
            root + " holds files that no cluster of Bailiwick left: name an empty folder.");
      }
      privateFolder(root);
      FileChannel file =
          FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(file);
      if (lock == null) {
        file.close();
        throw new BailiwickException(
            ErrorCode.UNAVAILABLE,
            "A cluster is running in "
                + root
                + ". Stop it with `bailiwick cluster down --dir "
                + root
                + "`, or name another folder.");
      }
      return new RunFolder(root, file, lock);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the run folder " + dir, e);
    }
  }

  /** Whether a cluster was here, which may be running. */
  static boolean isOne(Path dir) {
    return Files.isRegularFile(dir.resolve(LOCK));
  }

  /**
   * Checks that no process has the folder now, before something around it is replaced.
   *
   * @throws BailiwickException as {@link #open}
   */
  public static void requireFree(Path dir) {
    if (isOne(dir)) {
      reopen(dir).close();
    }
  }

  public Path root() {
    return root;
  }

  public Path authority() {
    return root.resolve("authority");
  }

  public Path siteHome(String site) {
    return siteHome(root, site);
  }

  /** The home of this site in a run folder that another process has. */
  public static Path siteHome(Path runFolder, String site) {
    return runFolder.toAbsolutePath().normalize().resolve("sites").resolve(site).resolve("home");
  }

  /** The homes that there are in a run folder, by site. */
  public static List<Path> siteHomes(Path runFolder) {
    try {
      return Trees.list(runFolder.toAbsolutePath().normalize().resolve("sites")).stream()
          .map(site -> site.resolve("home"))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into the run folder " + runFolder, e);
    }
  }

  Path site(String site) {
    return root.resolve("sites").resolve(site);
  }

  Path siteLocal(String site) {
    return site(site).resolve("local");
  }

  Path siteWork(String site) {
    return site(site).resolve("work");
  }

  /** A log file by the name of the process that writes it. */
  public Path log(String process) {
    return root.resolve("log").resolve(process + ".log");
  }

  /** The RPC secret of the cluster in a run folder, this one or another. */
  static String secret(Path runFolder) {
    try {
      return Files.readString(secretFile(runFolder), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the secret of the cluster in " + runFolder, e);
    }
  }

  private static Path secretFile(Path runFolder) {
    return runFolder.toAbsolutePath().normalize().resolve("secret");
  }

  Path conf(String name) {
    return root.resolve("conf").resolve(name);
  }

  Path leash() {
    return root.resolve("leash");
  }

  Path scratch() {
    return root.resolve("scratch");
  }

  Path natives() {
    return root.resolve("natives");
  }

  /** Spark properties that all processes of a run folder's cluster share. */
  public static Path rpcProperties(Path runFolder) {
    return runFolder.toAbsolutePath().normalize().resolve("conf").resolve("rpc.properties");
  }

  Path state() {
    return root.resolve(ClusterState.FILE);
  }

  /** Makes the folders of this site. */
  void prepareSite(String site) {
    try {
      privateFolder(siteLocal(site));
      privateFolder(siteWork(site));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what only a running cluster needs; keys, logs and results stay. */
  public void sweep() {
    try {
      Trees.delete(scratch());
      Trees.delete(leash());
      Trees.delete(natives());
      Trees.delete(root.resolve("conf"));
      Files.deleteIfExists(secretFile(root));
      Files.deleteIfExists(state());
      for (Path site : Trees.list(root.resolve("sites"))) {
        Trees.delete(site.resolve("local"));
        Trees.delete(site.resolve("work"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot sweep " + root, e);
    }
  }

  /** Removes all of it. */
  public void delete() {
    try {
      Trees.delete(root);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + root, e);
    }
  }

  private void prepare() throws IOException {
    // An interrupted run leaves what a finished one sweeps.
    sweep();
    for (Path folder : List.of(scratch(), natives(), root.resolve("log"), root.resolve("sites"))) {
      privateFolder(folder);
    }
    for (String name : List.of("cluster", "driver")) {
      privateFolder(conf(name));
      copy(name + "-log4j2.properties", conf(name).resolve("log4j2.properties"));
    }
    Path leashClass = leash().resolve(Leash.class.getName().replace('.', '/') + ".class");
    Files.createDirectories(leashClass.getParent());
    copy("Leash.class", leashClass);
    writeSecret();
    Files.write(rpcProperties(root), rpcLines());
  }

  private static List<String> rpcLines() {
    List<String> lines = new ArrayList<>();
    RpcEncryption.settings().forEach((key, value) -> lines.add(key + " " + value));
    // The secret itself is in each process's environment, which Spark asks first; but a driver on a
    // standalone master insists that this setting is there.
    lines.add("spark.authenticate.secret in-the-environment");
    lines.add("spark.ui.killEnabled false");
    lines.add("spark.master.rest.enabled false");
    lines.add("spark.port.maxRetries 0");
    return lines;
  }

  private void writeSecret() throws IOException {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    Path file = secretFile(root);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, HexFormat.of().formatHex(secret), StandardCharsets.US_ASCII);
  }

  private static void copy(String resource, Path to) throws IOException {
    try (InputStream in = RunFolder.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing beside " + RunFolder.class);
      }
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void privateFolder(Path folder) throws IOException {
    var owner = PosixFilePermissions.fromString("rwx------");
    Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(owner));
    // It may have been there, open to all.
    Files.setPosixFilePermissions(folder, owner);
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.release();
      }
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
