package dev.bailiwick.policy;

import dev.bailiwick.yaml.YamlMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what leaves by a signature, and what stays at home. */
final class ReleaseParser {
  private static final Set<TransferClass> MADE =
      EnumSet.of(
          TransferClass.STATISTICS,
          TransferClass.PARAMETERS,
          TransferClass.MODEL,
          TransferClass.METRICS);

  private ReleaseParser() {}

  static @Nullable ReleaseRule release(YamlMap document, AreaParser areas) {
    if (!document.has("release")) {
      return null;
    }
    YamlMap map = document.map("release");
    map.allowOnly("transfer", "signedBy", "to", "require");
    Set<TransferClass> transfer = ScopeParser.transfer(map, false);
    for (TransferClass c : TransferClass.values()) {
      if (transfer.contains(c) && !MADE.contains(c)) {
        throw map.error("transfer", notMade(c));
      }
    }
    return new ReleaseRule(
        transfer,
        PolicyFields.emails(map, "signedBy"),
        map.has("to") ? areas.places(map, "to") : List.of(new Area.Anywhere()),
        DutyParser.duties(map, transfer),
        map.place());
  }

  /** Whether it is made from the data, and not the data itself. */
  static boolean isMade(TransferClass c) {
    return MADE.contains(c);
  }

  static String notMade(TransferClass c) {
    return "'"
        + c.id()
        + "' cannot be released: only what is made from the data can (model, statistics,"
        + " parameters, metrics); remove it.";
  }

  static @Nullable HomeCopy home(YamlMap document, AreaParser areas) {
    if (!document.has("home")) {
      return null;
    }
    YamlMap map = document.map("home");
    map.allowOnly("keepCopyIn", "first");
    return new HomeCopy(areas.laws(map, "keepCopyIn"), map.bool("first", true), map.place());
  }
}
