package dev.bailiwick.cli.policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy ledger}: the counts that limits are checked against. */
@Command(
    name = "ledger",
    description =
        "The ledger of counts, against which 'upTo' and 'above' are checked. All runs that share a"
            + " limit share it (spark.bailiwick.ledger; default: ledger/ledger.jsonl in the driver's"
            + " site home).",
    subcommands = {LedgerInit.class, LedgerShow.class, LedgerSettle.class})
public final class LedgerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "`bailiwick policy ledger` needs one of: init, show, settle");
  }
}
