package dev.bailiwick.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.policy.PolicyFormat;
import dev.bailiwick.signing.DetachedSignature;
import dev.bailiwick.spark.result.ExitStatus;
import dev.bailiwick.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bailiwick policy fmt FILE...}. */
@Command(
    name = "fmt",
    description = {
      "Writes policies and files of tests in the one layout, which means the same. Comments stay.",
      "With --check nothing is written, and it ends with 2 if a file has another layout."
    })
public final class FmtCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files.")
  private List<Path> files;

  @Option(names = "--check", description = "Only say which files have another layout.")
  private boolean check;

  @Option(
      names = "--unsign",
      description = "Remove the signature of a file that changes: it must be signed again.")
  private boolean unsign;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  @Override
  public Integer call() {
    List<Path> changed = new ArrayList<>();
    for (Path file : files) {
      String text = YamlMap.readText(file);
      String formatted = PolicyFormat.format(file.toString(), text);
      if (!formatted.equals(text)) {
        changed.add(file);
        if (!check) {
          replace(file, formatted);
        }
      }
    }
    if (json) {
      ObjectNode root = ToolJson.object();
      ArrayNode list = root.putArray(check ? "otherLayout" : "changed");
      changed.forEach(file -> list.add(file.toString()));
      ToolJson.print(spec.commandLine().getOut(), root);
    } else {
      changed.forEach(
          file ->
              spec.commandLine()
                  .getOut()
                  .println(file + (check ? ": has another layout" : ": changed")));
    }
    return check && !changed.isEmpty() ? ExitStatus.WRONG_INPUT : ExitStatus.OK;
  }

  private void replace(Path file, String text) {
    Path signature = DetachedSignature.file(file);
    if (Files.exists(signature) && !unsign) {
      throw CaseOptions.wrong(
          file
              + " is signed, and another layout would make its signature worthless; leave it, or"
              + " remove the signature with --unsign and let it be signed again");
    }
    try {
      Path fresh = file.resolveSibling("." + file.getFileName() + ".part");
      Files.writeString(fresh, text);
      Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(file));
      Files.deleteIfExists(signature);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
