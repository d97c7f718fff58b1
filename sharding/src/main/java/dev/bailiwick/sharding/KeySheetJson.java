package dev.bailiwick.sharding;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.CanonicalJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key sheet to canonical JSON and back, strictly. */
final class KeySheetJson {
  private static final String VERSION = "bailiwick/v1";
  private static final String KIND = "ShardKeys";
  private static final ObjectMapper STRICT =
      new ObjectMapper(
              new JsonFactoryBuilder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private KeySheetJson() {}

  static byte[] write(KeySheet sheet) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("apiVersion", VERSION).put("kind", KIND);
    out.put("site", sheet.site());
    out.put("dataset", sheet.run().dataset()).put("run", sheet.run().run());
    ArrayNode columns = out.putArray("columns");
    for (SheetKey key : sheet.keys()) {
      ObjectNode into = key.isOfDataset() ? out.putObject("key") : columns.addObject();
      if (!key.isOfDataset()) {
        into.put("name", key.column());
      }
      into.put("id", key.id()).put("version", (long) key.version());
      into.put("wrapped", key.wrapped());
    }
    return CanonicalJson.bytes(out);
  }

  static KeySheet read(String where, byte[] bytes) {
    KeySheet sheet = parsed(where, bytes);
    if (!Arrays.equals(write(sheet), bytes)) {
      throw altered(where, "its bytes are not the canonical form of what it says", null);
    }
    return sheet;
  }

  private static KeySheet parsed(String where, byte[] bytes) {
    try {
      StrictJson in =
          new StrictJson(
              where,
              STRICT.readTree(bytes),
              "apiVersion",
              "kind",
              "site",
              "dataset",
              "run",
              "key",
              "columns");
      if (!in.text("apiVersion").equals(VERSION) || !in.text("kind").equals(KIND)) {
        throw in.error("must be of kind " + KIND + " and version " + VERSION);
      }
      List<SheetKey> keys = new ArrayList<>();
      keys.add(key("", new StrictJson(where + ".key", in.node("key"), "id", "version", "wrapped")));
      keys.addAll(in.list("columns", node -> column(where + ".columns", node)));
      return new KeySheet(in.text("site"), new RunFolder(in.text("dataset"), in.text("run")), keys);
    } catch (IOException | IllegalArgumentException | BailiwickException e) {
      // We wrote it whole, so what cannot be read was altered since.
      throw altered(where, String.valueOf(e.getMessage()), e);
    }
  }

  private static SheetKey column(String where, JsonNode node) {
    StrictJson in = new StrictJson(where, node, "name", "id", "version", "wrapped");
    String name = in.text("name");
    if (name.isEmpty()) {
      throw in.error("must have a name");
    }
    return key(name, in);
  }

  private static SheetKey key(String column, StrictJson in) {
    long version = in.count("version");
    if (version < 1 || version > Integer.MAX_VALUE) {
      throw in.error("must have a version of at least 1");
    }
    SheetKey key = new SheetKey(column, in.text("id"), (int) version, in.text("wrapped"));
    if (!Base64.getEncoder().encodeToString(key.bytes()).equals(key.wrapped())) {
      throw in.error("must have Base64 in 'wrapped'");
    }
    return key;
  }

  private static BailiwickException altered(String where, String why, @Nullable Exception cause) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC,
        where + " is no key sheet as it was written (" + why + "): restore it from a copy",
        cause);
  }
}
