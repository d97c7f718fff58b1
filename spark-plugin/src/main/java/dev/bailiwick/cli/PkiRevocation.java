package dev.bailiwick.cli;

import dev.bailiwick.crypto.DevelopmentAuthority;
import dev.bailiwick.crypto.NodeName;
import dev.bailiwick.crypto.RevocationReason;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands of {@code pki} that end certificates, and what they share. */
abstract class PkiRevocation implements Runnable {
  private static final int HEX = 16;
  private static final int MAX_DAYS = 365;

  @Spec CommandSpec spec;

  @Option(
      names = "--authority",
      required = true,
      paramLabel = "DIR",
      description = "The folder that `pki init` made.")
  private Path authority;

  @Option(
      names = "--days",
      defaultValue = "7",
      paramLabel = "N",
      description = "How long the list of what is revoked holds (${DEFAULT-VALUE}).")
  private int days;

  final DevelopmentAuthority authority() {
    return DevelopmentAuthority.open(authority);
  }

  final Duration life() {
    if (days < 1 || days > MAX_DAYS) {
      throw new ParameterException(
          spec.commandLine(), "--days is " + days + ", expected 1 to " + MAX_DAYS);
    }
    return Duration.ofDays(days);
  }

  final void install(DevelopmentAuthority by, List<Path> homes) {
    homes.forEach(by::installList);
    say(
        homes.isEmpty()
            ? "Copy " + authority.resolve("authority.crl") + " into every site home, mode 0600."
            : "Written into " + homes.size() + " site homes; copy it into the others.");
  }

  final void say(String line) {
    spec.commandLine().getOut().println(line);
  }

  /** {@code bailiwick pki revoke}. */
  @Command(name = "revoke", description = "Ends certificates, and makes the next authority.crl.")
  static final class Revoke extends PkiRevocation {
    /** Either of them. */
    static final class Which {
      @Option(names = "--site", paramLabel = "NAME", description = "All nodes of a site.")
      private @Nullable String site;

      @Option(names = "--serial", paramLabel = "HEX", description = "One certificate.")
      private @Nullable String serial;
    }

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Option(names = "--node", paramLabel = "ID", description = "Only this node of the site.")
    private @Nullable String node;

    @Option(
        names = "--reason",
        defaultValue = "unspecified",
        paramLabel = "WHY",
        description =
            "unspecified, key-compromise, superseded or cessation-of-operation"
                + " (${DEFAULT-VALUE}).")
    private String reason;

    @Option(names = "--home", paramLabel = "DIR", description = "A site home that gets the list.")
    private List<Path> homes = new ArrayList<>();

    @Override
    public void run() {
      DevelopmentAuthority by = authority();
      int revoked = 1;
      if (which.serial != null) {
        if (node != null) {
          throw new ParameterException(spec.commandLine(), "--node goes with --site");
        }
        by.revoke(serial(which.serial), reason(), life());
      } else {
        revoked =
            by.revoke(String.valueOf(which.site), Optional.ofNullable(node), reason(), life());
      }
      say("Revoked: " + revoked + (revoked == 1 ? " certificate." : " certificates."));
      install(by, homes);
    }

    private BigInteger serial(String text) {
      if (!text.matches("[0-9a-fA-F]{1,40}")) {
        throw new ParameterException(
            spec.commandLine(), "'" + text + "' is no serial number in hexadecimal");
      }
      return new BigInteger(text, HEX);
    }

    private RevocationReason reason() {
      for (RevocationReason known : RevocationReason.values()) {
        if (known.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(reason)) {
          return known;
        }
      }
      throw new ParameterException(spec.commandLine(), "--reason is no known one: " + reason);
    }
  }

  /** {@code bailiwick pki crl}. */
  @Command(
      name = "crl",
      description = "Makes the next authority.crl with new dates, before the last one is stale.")
  static final class Crl extends PkiRevocation {
    @Option(names = "--home", paramLabel = "DIR", description = "A site home that gets the list.")
    private List<Path> homes = new ArrayList<>();

    @Override
    public void run() {
      DevelopmentAuthority by = authority();
      say("List number " + by.renewList(life()) + ".");
      install(by, homes);
    }
  }

  /** {@code bailiwick pki renew}. */
  @Command(
      name = "renew",
      description = "Issues a new certificate, with a new key, to the node of a site home.")
  static final class Renew extends PkiRevocation {
    @Option(names = "--home", required = true, paramLabel = "DIR", description = "The site home.")
    private Path home;

    @Option(names = "--revoke", description = "Revoke the certificate that it had.")
    private boolean revoke;

    @Override
    public void run() {
      NodeName renewed = authority().renew(home, revoke, life());
      say("Renewed: " + renewed + " in " + home);
    }
  }
}
