package dev.bailiwick.spark;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a task of a round returns: a sealed update, or why there is none (docs/formats/update.md, "A
 * reply without an update").
 */
final class RoundReply {
  private static final byte UPDATE = 0;
  private static final byte REFUSAL = 1;

  private RoundReply() {}

  static byte[] update(byte[] sealed) {
    return ByteBuffer.allocate(1 + sealed.length).put(UPDATE).put(sealed).array();
  }

  /** Whether repeating the task elsewhere cannot help, so that it is answered and not thrown. */
  static boolean isFinal(BailiwickException e) {
    return switch (e.code().kind()) {
      case USER, POLICY -> true;
      case SECURITY -> e.code() == ErrorCode.KEY_NOT_RELEASED;
      case RESOURCE -> e.code() == ErrorCode.NO_ROOM;
      case INTERNAL -> false;
    };
  }

  static byte[] refusal(BailiwickException e) {
    byte[] text = (e.code().name() + "\n" + e.getMessage()).getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + text.length).put(REFUSAL).put(text).array();
  }

  /** The sealed update; a refusal is thrown as what it was. */
  static byte[] open(byte[] reply) {
    byte[] content = Arrays.copyOfRange(reply, Math.min(1, reply.length), reply.length);
    if (reply.length > 0 && reply[0] == UPDATE) {
      return content;
    }
    if (reply.length > 0 && reply[0] == REFUSAL) {
      String text = new String(content, StandardCharsets.UTF_8);
      int end = text.indexOf('\n');
      for (ErrorCode code : ErrorCode.values()) {
        if (end > 0 && code.name().equals(text.substring(0, end))) {
          throw new BailiwickException(code, text.substring(end + 1));
        }
      }
    }
    throw new BailiwickException(
        ErrorCode.NOT_AUTHENTIC, "a task of a round answered neither an update nor a refusal");
  }
}
