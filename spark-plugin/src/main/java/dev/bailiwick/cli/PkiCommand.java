package dev.bailiwick.cli;

import dev.bailiwick.crypto.DevelopmentAuthority;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A certificate authority for development; operators bring their own. */
@Command(
    name = "pki",
    description = "Makes a development authority, and certificates for sites and stewards.",
    subcommands = {
      PkiCommand.Init.class,
      PkiCommand.Issue.class,
      PkiRevocation.Renew.class,
      PkiRevocation.Revoke.class,
      PkiRevocation.Crl.class,
      PkiCommand.Steward.class
    })
final class PkiCommand extends Group {

  /** {@code bailiwick pki init}. */
  @Command(name = "init", description = "Makes a development authority in a new folder.")
  static final class Init implements Runnable {
    @Spec private CommandSpec spec;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Its folder.")
    private Path dir;

    @Option(
        names = "--trust-domain",
        required = true,
        paramLabel = "NAME",
        description = "The trust domain of its certificates, as in the topology.")
    private String trustDomain;

    @Override
    public void run() {
      DevelopmentAuthority.create(dir, trustDomain);
      spec.commandLine().getOut().println("Authority of " + trustDomain + " in " + dir);
    }
  }

  /** {@code bailiwick pki issue}. */
  @Command(
      name = "issue",
      description = "Makes a site home: identity.p12, trust.pem, keys.p12, password.")
  static final class Issue implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
        names = "--authority",
        required = true,
        paramLabel = "DIR",
        description = "The folder that `pki init` made.")
    private Path authority;

    @Option(names = "--site", required = true, paramLabel = "NAME", description = "The site.")
    private String site;

    @Option(
        names = "--node",
        defaultValue = "node-1",
        paramLabel = "ID",
        description = "The node at the site (${DEFAULT-VALUE}).")
    private String node;

    @Option(
        names = "--home",
        required = true,
        paramLabel = "DIR",
        description = "The site home to make; an existing key store in it is kept.")
    private Path home;

    @Override
    public void run() {
      DevelopmentAuthority.open(authority).issue(site, node, home);
      spec.commandLine().getOut().println("Site home of " + site + "/" + node + " in " + home);
    }
  }

  /** {@code bailiwick pki steward EMAIL}. */
  @Command(
      name = "steward",
      description =
          "Makes key.pem and cert.pem for somebody who signs policies, by e-mail address.")
  static final class Steward implements Runnable {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "EMAIL", description = "Their address, as in 'metadata.steward'.")
    private String email;

    @Option(
        names = "--authority",
        required = true,
        paramLabel = "DIR",
        description = "The folder that `pki init` made.")
    private Path authority;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new folder.")
    private Path folder;

    @Override
    public void run() {
      DevelopmentAuthority.open(authority).issueSteward(email, folder);
      spec.commandLine().getOut().println("Key and certificate of " + email + " in " + folder);
    }
  }
}
