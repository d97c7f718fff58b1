package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The encoding of messages, written and read: big-endian, each part with its length. */
final class Wire {
  static final int MAX_MESSAGE_BYTES = 64 * 1024;

  private Wire() {}

  /** Writes the fields of a message. */
  static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Writer u8(int value) {
      out.write(value);
      return this;
    }

    Writer u16(int value) {
      return u8(value >>> 8).u8(value);
    }

    Writer i32(int value) {
      return raw(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    Writer i64(long value) {
      return raw(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    Writer raw(byte[] value) {
      out.writeBytes(value);
      return this;
    }

    Writer bytes(byte[] value) {
      return i32(value.length).raw(value);
    }

    Writer text(String value) {
      return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }

  /** Reads the fields of a message; anything out of bounds is NOT_AUTHENTIC. */
  static final class Reader {
    private final String what;
    private final ByteBuffer in;

    /**
     * @param what names the message in errors
     */
    Reader(String what, byte[] message) {
      this.what = what;
      this.in = ByteBuffer.wrap(message);
      if (message.length > MAX_MESSAGE_BYTES) {
        throw malformed("has " + message.length + " bytes, at most " + MAX_MESSAGE_BYTES);
      }
    }

    int u8() {
      need(1);
      return in.get() & 0xff;
    }

    int u16() {
      need(2);
      return in.getShort() & 0xffff;
    }

    int i32() {
      need(4);
      return in.getInt();
    }

    long i64() {
      need(8);
      return in.getLong();
    }

    byte[] raw(int length) {
      need(length);
      byte[] value = new byte[length];
      in.get(value);
      return value;
    }

    byte[] bytes(int min, int max) {
      int length = i32();
      if (length < min || length > max) {
        throw malformed("has a field of " + length + " bytes, expected " + min + " to " + max);
      }
      return raw(length);
    }

    String text(int min, int max) {
      byte[] bytes = bytes(min, max);
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw malformed("has a text that is not UTF-8");
      }
    }

    int position() {
      return in.position();
    }

    void end() {
      if (in.hasRemaining()) {
        throw malformed("has " + in.remaining() + " bytes too many");
      }
    }

    BailiwickException malformed(String fault) {
      return new BailiwickException(ErrorCode.NOT_AUTHENTIC, "The " + what + " " + fault);
    }

    private void need(int bytes) {
      if (bytes > in.remaining()) {
        throw malformed("ends early: " + bytes + " bytes wanted, " + in.remaining() + " are left");
      }
    }
  }
}
