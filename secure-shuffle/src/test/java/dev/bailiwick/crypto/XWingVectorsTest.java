package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.Vectors.concat;
import static dev.bailiwick.crypto.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.junit.jupiter.api.Test;

/**
 * X-Wing's own vectors, and those of its two halves: X25519 and ML-KEM-768 are used nowhere else,
 * so each is run inside X-Wing, with the other half known.
 */
class XWingVectorsTest {
  private static final int MLKEM_CIPHERTEXT_BYTES = 1088;
  private static final int POINT_BYTES = 32;
  private static final byte[] LABEL = "\\.//^\\".getBytes(StandardCharsets.US_ASCII);

  /** The X25519 half where only the other is looked at: any would do. */
  private static final X25519PrivateKeyParameters POINT =
      new X25519PrivateKeyParameters(new byte[POINT_BYTES]);

  @Test
  void xWing() throws Exception {
    JsonNode vectors = Vectors.read("xwing.json");
    int count = 0;
    for (JsonNode v : vectors) {
      ExchangeKeyPair pair = ExchangeKeyPair.generate(fixed(hex(v, "seed")));
      assertThat(pair.publicKey()).isEqualTo(hex(v, "pk"));
      assertThat(pair.decapsulate(hex(v, "ct"))).isEqualTo(hex(v, "ss"));
      var made = ExchangeKeyPair.encapsulate(hex(v, "pk"), fixed(hex(v, "eseed")));
      assertThat(made.getEncapsulation()).isEqualTo(hex(v, "ct"));
      assertThat(made.getSecret()).isEqualTo(hex(v, "ss"));
      count++;
    }
    assertThat(count).isPositive();
    System.out.println("vectors: xwing.json: " + count + " run, all hold");
  }

  /** Both ways: as who opens, whose key is the vector's, and as who seals with the vector's. */
  @Test
  void x25519() throws Exception {
    JsonNode known = Vectors.read("mlkem_768_test.json").at("/testGroups/0/tests/0");
    MLKEMPrivateKeyParameters lattice = lattice(known);
    byte[] latticePublic = hex(known, "ek");
    byte[] ciphertext = hex(known, "c");
    byte[] random = new byte[POINT_BYTES];
    // What encapsulation with these random bytes makes of the lattice half, found with its key.
    byte[] other =
        ExchangeKeyPair.encapsulate(
                concat(latticePublic, POINT.generatePublicKey().getEncoded()),
                fixed(concat(random, new byte[POINT_BYTES])))
            .getEncapsulation();
    byte[] otherSecret = latticeSecret(lattice, Arrays.copyOf(other, MLKEM_CIPHERTEXT_BYTES));
    Vectors.run(
        "x25519_test.json",
        (group, test) -> {
          X25519PrivateKeyParameters mine = new X25519PrivateKeyParameters(hex(test, "private"));
          byte[] minePublic = mine.generatePublicKey().getEncoded();
          byte[] theirs = hex(test, "public");
          byte[] shared = hex(test, "shared");
          byte[] ct = concat(ciphertext, theirs);
          byte[] pk = concat(latticePublic, theirs);
          SecureRandom seeds = fixed(concat(random, hex(test, "private")));
          if (test.get("flags").toString().contains("ZeroSharedSecret")) {
            assertRefused(() -> ExchangeKeyPair.decapsulate(key(lattice, mine), ct));
            assertRefused(() -> ExchangeKeyPair.encapsulate(pk, seeds));
            return false;
          }
          assertThat(ExchangeKeyPair.decapsulate(key(lattice, mine), ct))
              .as("opened: %s", test)
              .isEqualTo(combined(hex(known, "K"), shared, theirs, minePublic));
          assertThat(ExchangeKeyPair.encapsulate(pk, seeds).getSecret())
              .as("sealed: %s", test)
              .isEqualTo(combined(otherSecret, shared, minePublic, theirs));
          return true;
        });
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .as("a shared secret of zeros")
        .isInstanceOfSatisfying(
            BailiwickException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AUTHENTIC));
  }

  @Test
  void mlKem768() throws Exception {
    byte[] point = POINT.generatePublicKey().getEncoded();
    byte[] shared = new byte[POINT_BYTES];
    POINT.generateSecret(POINT.generatePublicKey(), shared, 0);
    Vectors.run(
        "mlkem_768_test.json",
        (group, test) -> {
          MLKEMPrivateKeyParameters lattice;
          try {
            lattice = lattice(test);
          } catch (RuntimeException e) {
            // A private key of the wrong length. Ours are made from 32 bytes of our own; the
            // library, which would be given one, has to refuse it.
            return false;
          }
          byte[] sealed = concat(hex(test, "c"), point);
          try {
            byte[] publicKey = concat(lattice.getPublicKeyParameters().getEncoded(), point);
            ExchangeKeyPair.requirePublicKey(publicKey);
            byte[] secret = ExchangeKeyPair.decapsulate(key(lattice, POINT), sealed);
            return Arrays.equals(publicKey, concat(hex(test, "ek"), point))
                && Arrays.equals(secret, combined(hex(test, "K"), shared, point, point));
          } catch (BailiwickException e) {
            return false;
          }
        });
  }

  private static MLKEMPrivateKeyParameters lattice(JsonNode test) {
    return new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, hex(test, "seed"));
  }

  private static byte[] latticeSecret(MLKEMPrivateKeyParameters key, byte[] ciphertext) {
    return new MLKEMExtractor(key).extractSecret(ciphertext);
  }

  private static XWingPrivateKeyParameters key(
      MLKEMPrivateKeyParameters lattice, X25519PrivateKeyParameters point) {
    return new XWingPrivateKeyParameters(
        new byte[POINT_BYTES],
        lattice,
        point,
        lattice.getPublicKeyParameters(),
        point.generatePublicKey());
  }

  /** X-Wing's combiner, as its draft says it. */
  private static byte[] combined(
      byte[] latticeSecret, byte[] pointSecret, byte[] pointSent, byte[] pointPublic)
      throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA3-256");
    for (byte[] part : new byte[][] {latticeSecret, pointSecret, pointSent, pointPublic, LABEL}) {
      digest.update(part);
    }
    return digest.digest();
  }

  /** A generator that gives these bytes, in order. */
  private static SecureRandom fixed(byte[] bytes) {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;
      private int at;

      @Override
      public void nextBytes(byte[] to) {
        System.arraycopy(bytes, at, to, 0, to.length);
        at += to.length;
      }
    };
  }
}
