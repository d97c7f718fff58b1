package dev.bailiwick.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Versions implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "bailiwick " + own(), "Java " + Runtime.version() + " (" + System.getProperty("os.arch") + ")"
    };
  }

  /** The version of this build; "unknown" outside a jar. */
  static String own() {
    return Optional.ofNullable(Versions.class.getPackage().getImplementationVersion())
        .orElse("unknown");
  }
}
