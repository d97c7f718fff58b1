package dev.bailiwick.crypto;

/** The messages of the blind driver ({@code docs/formats/registration.md}). */
final class MemberMessages {
  private MemberMessages() {}

  static final class Request {
    final MemberCard.Transcript card;
    final long number;
    final long millis;
    final String scope;
    final int epoch;
    final Messages.Signed signed;

    private Request(
        MemberCard.Transcript card,
        long number,
        long millis,
        String scope,
        int epoch,
        Messages.Signed signed) {
      this.card = card;
      this.number = number;
      this.millis = millis;
      this.scope = scope;
      this.epoch = epoch;
      this.signed = signed;
    }

    static Request read(byte[] message) {
      Wire.Reader in = Messages.begin(Messages.Type.MEMBER_REQUEST, message);
      return new Request(
          card(in),
          in.i64(),
          in.i64(),
          in.text(1, Messages.MAX_SCOPE_BYTES),
          in.i32(),
          Messages.signature(in, message));
    }

    static byte[] body(
        MemberCard.Transcript card, long number, long millis, KeyScope scope, int epoch) {
      Wire.Writer out = Messages.start(Messages.Type.MEMBER_REQUEST);
      card(out, card);
      return out.i64(number).i64(millis).text(scope.toString()).i32(epoch).toBytes();
    }
  }

  static final class Delivery {
    final MemberCard.Transcript card;
    final byte[] session;
    final long number;
    final byte[] sealedKey;
    final Messages.Signed signed;

    private Delivery(
        MemberCard.Transcript card,
        byte[] session,
        long number,
        byte[] sealedKey,
        Messages.Signed signed) {
      this.card = card;
      this.session = session;
      this.number = number;
      this.sealedKey = sealedKey;
      this.signed = signed;
    }

    static Delivery read(byte[] message) {
      Wire.Reader in = Messages.begin(Messages.Type.MEMBER_DELIVERY, message);
      return new Delivery(
          card(in),
          in.raw(Messages.SESSION_BYTES),
          in.i64(),
          in.bytes(1, Wire.MAX_MESSAGE_BYTES),
          Messages.signature(in, message));
    }

    static byte[] body(MemberCard.Transcript card, byte[] session, long number, byte[] sealedKey) {
      Wire.Writer out = Messages.start(Messages.Type.MEMBER_DELIVERY);
      card(out, card);
      return out.raw(session).i64(number).bytes(sealedKey).toBytes();
    }
  }

  static final class Order {
    final byte[] session;
    final long number;
    final int epoch;
    final Messages.Signed signed;

    private Order(byte[] session, long number, int epoch, Messages.Signed signed) {
      this.session = session;
      this.number = number;
      this.epoch = epoch;
      this.signed = signed;
    }

    static Order read(byte[] message) {
      Wire.Reader in = Messages.begin(Messages.Type.ORDER, message);
      return new Order(
          in.raw(Messages.SESSION_BYTES), in.i64(), in.i32(), Messages.signature(in, message));
    }

    static byte[] body(byte[] session, long number, int epoch) {
      return Messages.start(Messages.Type.ORDER).raw(session).i64(number).i32(epoch).toBytes();
    }
  }

  private static MemberCard.Transcript card(Wire.Reader in) {
    return new MemberCard.Transcript(
        in.bytes(1, Wire.MAX_MESSAGE_BYTES),
        in.bytes(1, Wire.MAX_MESSAGE_BYTES),
        in.bytes(1, Wire.MAX_MESSAGE_BYTES));
  }

  private static void card(Wire.Writer out, MemberCard.Transcript card) {
    out.bytes(card.hello).bytes(card.challenge).bytes(card.registration);
  }
}
