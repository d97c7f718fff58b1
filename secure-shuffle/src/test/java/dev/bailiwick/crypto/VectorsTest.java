package dev.bailiwick.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.signing.KeyKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Published vectors (Wycheproof, and X-Wing's own) through the classes that use each primitive. The
 * files are not part of the project: they are looked for in {@code shared/data/vectors} beside a
 * folder above.
 */
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class VectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private interface Check {
    /** Whether the vector is accepted, with the result that it states. */
    boolean holds(JsonNode group, JsonNode test) throws Exception;
  }

  @Test
  void hkdfSha256() throws Exception {
    Hkdf hkdf = new Hkdf();
    run(
        "hkdf_sha256_test.json",
        (group, test) -> {
          int size = test.get("size").intValue();
          if (size > 255 * Hkdf.HASH_BYTES) {
            return false;
          }
          byte[] okm = hkdf.derive(hex(test, "ikm"), hex(test, "salt"), hex(test, "info"), size);
          return Arrays.equals(okm, hex(test, "okm"));
        });
  }

  @Test
  void hmacSha256() throws Exception {
    Hkdf hkdf = new Hkdf();
    run(
        "hmac_sha256_test.json",
        (group, test) -> {
          byte[] tag = hkdf.hmac(hex(test, "key"), hex(test, "msg"));
          return Arrays.equals(
              Arrays.copyOf(tag, group.get("tagSize").intValue() / 8), hex(test, "tag"));
        });
  }

  @Test
  void aesGcm() throws Exception {
    run(
        "aes_gcm_test.json",
        (group, test) -> {
          byte[] keyBytes = hex(test, "key");
          byte[] iv = hex(test, "iv");
          if (iv.length == 0) {
            return false;
          }
          RawKey key = RawKey.aes(keyBytes, 0, keyBytes.length);
          var parameters = new GCMParameterSpec(group.get("tagSize").intValue(), iv);
          Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
          cipher.init(Cipher.DECRYPT_MODE, key, parameters);
          cipher.updateAAD(hex(test, "aad"));
          try {
            return Arrays.equals(
                cipher.doFinal(concat(hex(test, "ct"), hex(test, "tag"))), hex(test, "msg"));
          } catch (AEADBadTagException e) {
            return false;
          }
        });
  }

  @Test
  void ed25519() throws Exception {
    run("ed25519_test.json", (group, test) -> verifies(KeyKind.ED25519, group, test));
  }

  @Test
  void ecdsaP256() throws Exception {
    run("ecdsa_secp256r1_sha256_test.json", (group, test) -> verifies(KeyKind.EC, group, test));
  }

  @Test
  void xWing() throws Exception {
    JsonNode vectors = read("xwing.json");
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

  private static boolean verifies(KeyKind kind, JsonNode group, JsonNode test) throws Exception {
    PublicKey key =
        KeyFactory.getInstance(kind == KeyKind.EC ? "EC" : "Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(
                    HexFormat.of().parseHex(group.get("publicKeyDer").textValue())));
    try {
      assertThat(KeyKind.of(key, "the vector")).isEqualTo(kind);
    } catch (BailiwickException e) {
      return false;
    }
    return kind.verifies(key, hex(test, "msg"), hex(test, "sig"));
  }

  private static void run(String file, Check check) throws Exception {
    JsonNode vectors = read(file);
    int valid = 0;
    int invalid = 0;
    int acceptable = 0;
    for (JsonNode group : vectors.get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        boolean holds = check.holds(group, test);
        String what = file + " tcId " + test.get("tcId") + ": " + test.get("comment");
        switch (test.get("result").textValue()) {
          case "valid" -> {
            assertThat(holds).as(what).isTrue();
            valid++;
          }
          case "invalid" -> {
            assertThat(holds).as(what).isFalse();
            invalid++;
          }
          default -> acceptable++;
        }
      }
    }
    assertThat(valid).as("valid vectors in %s", file).isPositive();
    System.out.printf(
        "vectors: %s: %d run: %d valid accepted, %d invalid refused, %d acceptable either way%n",
        file, valid + invalid + acceptable, valid, invalid, acceptable);
  }

  private static JsonNode read(String file) throws Exception {
    Path found = find(Path.of("").toAbsolutePath(), file);
    if (found == null) {
      System.out.println(
          "vectors: NOT RUN: " + file + " is in no shared/data/vectors beside a folder above");
    }
    assumeTrue(found != null, file + " is not here");
    return JSON.readTree(Files.readAllBytes(found));
  }

  private static @Nullable Path find(Path from, String file) {
    for (Path at = from; at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data/vectors").resolve(file);
      if (Files.isRegularFile(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private static byte[] hex(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).textValue());
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
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
