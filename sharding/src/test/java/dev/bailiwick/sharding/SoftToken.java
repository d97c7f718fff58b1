package dev.bailiwick.sharding;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A SoftHSM2 token, for tests. The library reads where its tokens are when it is loaded, from the
 * environment of the process, so tests that use one run in a JVM of their own.
 */
final class SoftToken {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
          Path.of("/usr/lib64/libsofthsm2.so"),
          Path.of("/usr/local/lib/softhsm/libsofthsm2.so"),
          Path.of("/opt/homebrew/lib/softhsm/libsofthsm2.so"));

  private SoftToken() {}

  static Optional<Path> library() {
    return LIBRARIES.stream().filter(Files::exists).findFirst();
  }

  /** Makes a token in {@code folder}; the answer is the library's configuration file. */
  static Path init(Path folder, String pin) throws IOException, InterruptedException {
    Path tokens = Files.createDirectories(folder.resolve("tokens"));
    Path conf = folder.resolve("softhsm2.conf");
    Files.writeString(
        conf,
        "directories.tokendir = " + tokens + "\nobjectstore.backend = file\nlog.level = ERROR\n");
    ProcessBuilder util =
        new ProcessBuilder(
            "softhsm2-util",
            "--init-token",
            "--free",
            "--label",
            "bailiwick",
            "--pin",
            pin,
            "--so-pin",
            "so-" + pin);
    util.environment().put("SOFTHSM2_CONF", conf.toString());
    util.redirectErrorStream(true);
    Process process = util.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("softhsm2-util: " + said);
    }
    return conf;
  }

  /** Makes this site home keep its keys in the token. */
  static Path use(Path home, Path library) throws IOException {
    Path cfg = home.resolve("pkcs11.cfg");
    Files.writeString(cfg, "# the site's token\nlibrary = " + library + "\nslotListIndex = 0\n");
    Files.setPosixFilePermissions(cfg, PosixFilePermissions.fromString("rw-------"));
    return home;
  }
}
