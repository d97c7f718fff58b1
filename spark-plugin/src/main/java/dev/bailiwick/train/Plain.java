package dev.bailiwick.train;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The little-endian layouts of docs/formats/update.md and checkpoint.md. */
final class Plain {
  private Plain() {}

  /** Writes fields one after the other. */
  static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 12);
    private final ByteBuffer scratch = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);

    Writer(String magic, int version) {
      out.writeBytes(magic.getBytes(StandardCharsets.US_ASCII));
      u16(version);
    }

    Writer u8(int value) {
      out.write(value);
      return this;
    }

    Writer u16(int value) {
      scratch.putShort(0, (short) value);
      out.write(scratch.array(), 0, 2);
      return this;
    }

    Writer u32(int value) {
      scratch.putInt(0, value);
      out.write(scratch.array(), 0, 4);
      return this;
    }

    Writer i64(long value) {
      scratch.putLong(0, value);
      out.write(scratch.array(), 0, 8);
      return this;
    }

    Writer f64(double value) {
      return i64(Double.doubleToLongBits(value));
    }

    Writer str(String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0xFFFF) {
        throw new IllegalArgumentException("a name of " + bytes.length + " bytes is too long");
      }
      u16(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    Writer text(String value) {
      return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    Writer bytes(byte[] value) {
      u32(value.length);
      out.writeBytes(value);
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }

  /** Reads what a {@link Writer} wrote; a fault names the thing and never its content. */
  static final class Reader {
    private final String what;
    private final ByteBuffer in;

    Reader(String what, byte[] bytes, String magic, int version) {
      this.what = what;
      this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < magic.length(); i++) {
        if (u8() != magic.charAt(i)) {
          throw damaged("does not begin with " + magic);
        }
      }
      int found = u16();
      if (found != version) {
        throw new BailiwickException(
            ErrorCode.NOT_SUPPORTED,
            "Unknown version %d of %s, this program knows %d: use the version of Bailiwick that wrote it"
                .formatted(found, what, version));
      }
    }

    int u8() {
      return Byte.toUnsignedInt(need(1).get());
    }

    int u16() {
      return Short.toUnsignedInt(need(2).getShort());
    }

    /** At most 2^31-1: nothing here is larger. */
    int u32() {
      int value = need(4).getInt();
      if (value < 0) {
        throw damaged("has a number out of range");
      }
      return value;
    }

    long i64() {
      return need(8).getLong();
    }

    double f64() {
      return Double.longBitsToDouble(i64());
    }

    String str() {
      return new String(take(u16()), StandardCharsets.UTF_8);
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() {
      return take(u32());
    }

    void end() {
      if (in.hasRemaining()) {
        throw damaged("has %d bytes after its end".formatted(in.remaining()));
      }
    }

    BailiwickException damaged(String how) {
      return new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "%s %s: it was not written by this version of Bailiwick".formatted(what, how));
    }

    private byte[] take(int length) {
      need(length);
      byte[] out = new byte[length];
      in.get(out);
      return out;
    }

    private ByteBuffer need(int length) {
      if (in.remaining() < length) {
        throw damaged("is cut short");
      }
      return in;
    }
  }
}
