package dev.bailiwick.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What a sealed stream <em>is</em>: a kind and an ordered list of named fields. A stream opens only
 * for the context that it was sealed for.
 *
 * <p>The reader builds the context from what it asked for, never from what it received: that is
 * what makes a moved or replayed stream fail. The encoding is unambiguous (every part carries its
 * length), so two different contexts never have the same bytes. It is not secret: it appears in
 * messages. Immutable.
 *
 * <pre>{@code
 * StreamContext.of("shuffle").with("app", id).with("shuffle", 3).with("map", 17L).with("reduce", 4)
 * }</pre>
 */
public final class StreamContext {
  private final List<String> names;
  private final byte[] encoded;
  private final String text;

  private StreamContext(List<String> names, byte[] encoded, String text) {
    this.names = names;
    this.encoded = encoded;
    this.text = text;
  }

  /** A context of this kind, still without fields. */
  public static StreamContext of(String kind) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeString(out, kind);
    return new StreamContext(List.of(), out.toByteArray(), kind + "{}");
  }

  /** This context and a further text field. */
  public StreamContext with(String name, String value) {
    ByteArrayOutputStream out = begin(name, 's');
    writeString(out, value);
    return next(name, out, value);
  }

  /** This context and a further whole number. */
  public StreamContext with(String name, long value) {
    ByteArrayOutputStream out = begin(name, 'i');
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    return next(name, out, Long.toString(value));
  }

  /** This context and a further field of bytes, such as a hash. */
  public StreamContext with(String name, byte[] value) {
    ByteArrayOutputStream out = begin(name, 'b');
    writeBytes(out, value);
    return next(name, out, HexFormat.of().formatHex(value));
  }

  /** The bytes that the format calls the place. */
  byte[] encoded() {
    return encoded.clone();
  }

  byte[] digest() {
    return Digests.sha256(encoded);
  }

  private ByteArrayOutputStream begin(String name, char type) {
    if (names.contains(name)) {
      throw new IllegalArgumentException(
          "The context " + this + " has a field " + name + " already");
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(encoded.length + name.length() + 24);
    out.writeBytes(encoded);
    writeString(out, name);
    out.write(type);
    return out;
  }

  private StreamContext next(String name, ByteArrayOutputStream out, String value) {
    List<String> more = new ArrayList<>(names);
    more.add(name);
    String start = text.substring(0, text.length() - 1) + (names.isEmpty() ? "" : ", ");
    return new StreamContext(
        List.copyOf(more), out.toByteArray(), start + name + "=" + value + "}");
  }

  private static void writeString(ByteArrayOutputStream out, String value) {
    writeBytes(out, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void writeBytes(ByteArrayOutputStream out, byte[] value) {
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
    out.writeBytes(value);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof StreamContext other && Arrays.equals(encoded, other.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  /** For people: {@code shuffle{app=a, shuffle=3}}. */
  @Override
  public String toString() {
    return text;
  }
}
