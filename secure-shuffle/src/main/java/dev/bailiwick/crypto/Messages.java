package dev.bailiwick.crypto;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The messages of {@code docs/formats/registration.md}: their bytes, and what is signed. */
final class Messages {
  static final int SUITE_XWING = 1;
  static final int NONCE_BYTES = 32;
  static final int SESSION_BYTES = 32;
  static final int CURRENT_EPOCH = -1;

  private static final byte[] MAGIC = "BWRG".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int MAX_ID_BYTES = 255;
  private static final int MAX_CERTIFICATES = 5;
  private static final int MAX_CERTIFICATE_BYTES = 8192;
  private static final int MAX_SIGNATURE_BYTES = 1024;
  static final int MAX_SCOPE_BYTES = 16_384;

  private Messages() {}

  /** The messages, in the order of their types. */
  enum Type {
    HELLO(1),
    CHALLENGE(2),
    REGISTRATION(3),
    WELCOME(4),
    KEY_REQUEST(5),
    DELIVERY(6),
    MEMBER_REQUEST(7),
    MEMBER_DELIVERY(8),
    ORDER(9);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    static String words(int number) {
      for (Type type : values()) {
        if (type.number == number) {
          return type.words();
        }
      }
      return "type " + number;
    }

    String words() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * What a signature is for: one for each direction and message, so that none serves as another.
   */
  enum Role {
    NODE_REGISTERS("bailiwick v1 node registers"),
    DRIVER_WELCOMES("bailiwick v1 driver welcomes"),
    NODE_ASKS("bailiwick v1 node asks for a key"),
    DRIVER_DELIVERS("bailiwick v1 driver delivers a key"),
    SESSION("bailiwick v1 session"),
    DELIVERY_CONTEXT("bailiwick v1 delivery"),
    MEMBER_ASKS("bailiwick v1 member asks for a key"),
    MEMBER_DELIVERS("bailiwick v1 member delivers a key"),
    DRIVER_ORDERS("bailiwick v1 driver orders a key"),
    MEMBER_CONTEXT("bailiwick v1 member delivery"),
    ATTESTATION("bailiwick v1 attestation");

    private final String label;

    Role(String label) {
      this.label = label;
    }

    byte[] over(byte[]... messages) {
      Wire.Writer transcript = new Wire.Writer().text(label);
      for (byte[] message : messages) {
        transcript.bytes(message);
      }
      return Digests.sha256(transcript.toBytes());
    }
  }

  /** The end of a message that is signed: which part the signature covers, and the signature. */
  static final class Signed {
    final byte[] body;
    final byte[] signature;

    private Signed(byte[] message, int bodyBytes, byte[] signature) {
      this.body = Arrays.copyOf(message, bodyBytes);
      this.signature = signature;
    }

    static byte[] join(byte[] body, byte[] signature) {
      return new Wire.Writer().raw(body).bytes(signature).toBytes();
    }
  }

  record Hello(String application, String executorId, List<Integer> suites) {
    static Hello read(byte[] message) {
      Wire.Reader in = begin(Type.HELLO, message);
      String application = in.text(1, MAX_ID_BYTES);
      String executorId = in.text(1, MAX_ID_BYTES);
      List<Integer> suites = new ArrayList<>();
      for (int n = in.u8(); n > 0; n--) {
        suites.add(in.u16());
      }
      in.raw(NONCE_BYTES);
      in.end();
      return new Hello(application, executorId, List.copyOf(suites));
    }

    byte[] write(byte[] nonce) {
      Wire.Writer out = start(Type.HELLO).text(application).text(executorId).u8(suites.size());
      suites.forEach(out::u16);
      return out.raw(nonce).toBytes();
    }
  }

  static final class Challenge {
    final String application;
    final int suite;
    final byte[] nonce;

    Challenge(String application, int suite, byte[] nonce) {
      this.application = application;
      this.suite = suite;
      this.nonce = nonce;
    }

    static Challenge read(byte[] message) {
      Wire.Reader in = begin(Type.CHALLENGE, message);
      Challenge challenge = new Challenge(in.text(1, MAX_ID_BYTES), in.u16(), in.raw(NONCE_BYTES));
      in.end();
      return challenge;
    }

    byte[] write() {
      return start(Type.CHALLENGE).text(application).u16(suite).raw(nonce).toBytes();
    }
  }

  static final class Registering {
    final byte[] nonce;
    final List<byte[]> chain;
    final byte[] exchangeKey;
    final byte[] evidence;
    final Signed signed;

    private Registering(
        byte[] nonce, List<byte[]> chain, byte[] exchangeKey, byte[] evidence, Signed signed) {
      this.nonce = nonce;
      this.chain = chain;
      this.exchangeKey = exchangeKey;
      this.evidence = evidence;
      this.signed = signed;
    }

    static Registering read(byte[] message) {
      Wire.Reader in = begin(Type.REGISTRATION, message);
      byte[] nonce = in.raw(NONCE_BYTES);
      List<byte[]> chain = chain(in);
      byte[] exchangeKey = in.raw(ExchangeKeyPair.PUBLIC_KEY_BYTES);
      byte[] evidence = in.bytes(0, Wire.MAX_MESSAGE_BYTES);
      return new Registering(nonce, chain, exchangeKey, evidence, signature(in, message));
    }

    static byte[] body(
        byte[] nonce, List<X509Certificate> chain, byte[] exchangeKey, byte[] evidence) {
      Wire.Writer out = start(Type.REGISTRATION).raw(nonce);
      chain(out, chain);
      return out.raw(exchangeKey).bytes(evidence).toBytes();
    }
  }

  static final class Welcome {
    final List<byte[]> chain;
    final Signed signed;

    private Welcome(List<byte[]> chain, Signed signed) {
      this.chain = chain;
      this.signed = signed;
    }

    static Welcome read(byte[] message) {
      Wire.Reader in = begin(Type.WELCOME, message);
      return new Welcome(chain(in), signature(in, message));
    }

    static byte[] body(List<X509Certificate> chain) {
      Wire.Writer out = start(Type.WELCOME);
      chain(out, chain);
      return out.toBytes();
    }
  }

  static final class Asking {
    final byte[] session;
    final long number;
    final String scope;
    final int epoch;
    final Signed signed;

    private Asking(byte[] session, long number, String scope, int epoch, Signed signed) {
      this.session = session;
      this.number = number;
      this.scope = scope;
      this.epoch = epoch;
      this.signed = signed;
    }

    static Asking read(byte[] message) {
      Wire.Reader in = begin(Type.KEY_REQUEST, message);
      byte[] session = in.raw(SESSION_BYTES);
      long number = in.i64();
      String scope = in.text(1, MAX_SCOPE_BYTES);
      int epoch = in.i32();
      return new Asking(session, number, scope, epoch, signature(in, message));
    }

    static byte[] body(byte[] session, long number, KeyScope scope, int epoch) {
      return start(Type.KEY_REQUEST)
          .raw(session)
          .i64(number)
          .text(scope.toString())
          .i32(epoch)
          .toBytes();
    }
  }

  static final class Delivery {
    final byte[] session;
    final long number;
    final byte[] sealedKey;
    final Signed signed;

    private Delivery(byte[] session, long number, byte[] sealedKey, Signed signed) {
      this.session = session;
      this.number = number;
      this.sealedKey = sealedKey;
      this.signed = signed;
    }

    static Delivery read(byte[] message) {
      Wire.Reader in = begin(Type.DELIVERY, message);
      byte[] session = in.raw(SESSION_BYTES);
      long number = in.i64();
      byte[] sealedKey = in.bytes(1, Wire.MAX_MESSAGE_BYTES);
      return new Delivery(session, number, sealedKey, signature(in, message));
    }

    static byte[] body(byte[] session, long number, byte[] sealedKey) {
      return start(Type.DELIVERY).raw(session).i64(number).bytes(sealedKey).toBytes();
    }
  }

  static Wire.Writer start(Type type) {
    return new Wire.Writer().raw(MAGIC).u8(VERSION).u8(type.number);
  }

  static Wire.Reader begin(Type wanted, byte[] message) {
    Wire.Reader in = new Wire.Reader(wanted.words() + " message", message);
    if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
      throw in.malformed("does not begin with BWRG");
    }
    int version = in.u8();
    if (version != VERSION) {
      throw in.malformed("is of version " + version + "; this program speaks " + VERSION);
    }
    int type = in.u8();
    if (type != wanted.number) {
      throw in.malformed(
          "is a message of another type, "
              + Type.words(type)
              + ": it was reflected or sent out of turn");
    }
    return in;
  }

  private static void chain(Wire.Writer out, List<X509Certificate> chain) {
    out.u8(chain.size());
    chain.forEach(c -> out.bytes(Certificates.der(c)));
  }

  private static List<byte[]> chain(Wire.Reader in) {
    int n = in.u8();
    if (n < 1 || n > MAX_CERTIFICATES) {
      throw in.malformed("has " + n + " certificates, expected 1 to " + MAX_CERTIFICATES);
    }
    List<byte[]> chain = new ArrayList<>();
    for (; n > 0; n--) {
      chain.add(in.bytes(1, MAX_CERTIFICATE_BYTES));
    }
    return chain;
  }

  static Signed signature(Wire.Reader in, byte[] message) {
    int bodyBytes = in.position();
    byte[] signature = in.bytes(1, MAX_SIGNATURE_BYTES);
    in.end();
    return new Signed(message, bodyBytes, signature);
  }
}
