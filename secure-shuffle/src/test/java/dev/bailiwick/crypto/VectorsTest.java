package dev.bailiwick.crypto;

import static dev.bailiwick.crypto.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.signing.KeyKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/**
 * Published vectors through the classes that use each primitive; X-Wing's in a class of its own.
 */
class VectorsTest {
  private static final Set<String> RUN =
      Set.of(
          "hkdf_sha256_test.json",
          "hmac_sha256_test.json",
          "aes_gcm_test.json",
          "ed25519_test.json",
          "ecdsa_secp256r1_sha256_test.json",
          "ecdsa_secp384r1_sha384_test.json",
          "x25519_test.json",
          "mlkem_768_test.json",
          "xwing.json");

  private static final Map<String, String> NOT_USED =
      Map.of(
          "hkdf_sha384_test.json",
          "every key is derived with HMAC-SHA-256; no class derives with SHA-384");

  @Test
  void everyFileThatIsThereIsRunOrItIsSaidWhyNot() throws Exception {
    Path folder = Vectors.folder();
    assumeTrue(folder != null, "there is no shared/data/vectors beside a folder above");
    Set<String> rest = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(f -> rest.add(f.getFileName().toString()));
    }
    rest.removeAll(RUN);
    for (String file : NOT_USED.keySet()) {
      if (rest.remove(file)) {
        System.out.println("vectors: NOT USED: " + file + ": " + NOT_USED.get(file));
      }
    }
    assertThat(rest).isEmpty();
  }

  @Test
  void hkdfSha256() throws Exception {
    Hkdf hkdf = new Hkdf();
    Vectors.run(
        "hkdf_sha256_test.json",
        (group, test) -> {
          try {
            byte[] okm =
                hkdf.derive(
                    hex(test, "ikm"),
                    hex(test, "salt"),
                    hex(test, "info"),
                    test.get("size").intValue());
            return Arrays.equals(okm, hex(test, "okm"));
          } catch (IllegalArgumentException e) {
            return false;
          }
        });
  }

  @Test
  void hmacSha256() throws Exception {
    Hkdf hkdf = new Hkdf();
    Vectors.run(
        "hmac_sha256_test.json",
        (group, test) -> {
          byte[] tag = hkdf.hmac(hex(test, "key"), hex(test, "msg"));
          return Arrays.equals(
              Arrays.copyOf(tag, group.get("tagSize").intValue() / 8), hex(test, "tag"));
        });
  }

  @Test
  void aesGcm() throws Exception {
    Cipher cipher = AesGcm.cipher();
    Vectors.run(
        "aes_gcm_test.json",
        (group, test) -> {
          assertThat(group.get("tagSize").intValue()).isEqualTo(AesGcm.TAG_BITS);
          byte[] keyBytes = hex(test, "key");
          RawKey key = RawKey.aes(keyBytes, 0, keyBytes.length);
          byte[] sealed = Vectors.concat(hex(test, "ct"), hex(test, "tag"));
          try {
            AesGcm.start(cipher, Cipher.DECRYPT_MODE, key, hex(test, "iv"), hex(test, "aad"));
            return Arrays.equals(cipher.doFinal(sealed), hex(test, "msg"))
                && Arrays.equals(sealedAgain(key, test), sealed);
          } catch (AEADBadTagException | InvalidAlgorithmParameterException e) {
            return false;
          }
        });
  }

  private static byte[] sealedAgain(RawKey key, JsonNode test) throws Exception {
    Cipher cipher = AesGcm.cipher();
    AesGcm.start(cipher, Cipher.ENCRYPT_MODE, key, hex(test, "iv"), hex(test, "aad"));
    return cipher.doFinal(hex(test, "msg"));
  }

  @Test
  void ed25519() throws Exception {
    Vectors.run("ed25519_test.json", (group, test) -> verifies(KeyKind.ED25519, group, test));
  }

  @Test
  void ecdsaP256() throws Exception {
    Vectors.run(
        "ecdsa_secp256r1_sha256_test.json", (group, test) -> verifies(KeyKind.P256, group, test));
  }

  @Test
  void ecdsaP384() throws Exception {
    Vectors.run(
        "ecdsa_secp384r1_sha384_test.json", (group, test) -> verifies(KeyKind.P384, group, test));
  }

  private static boolean verifies(KeyKind kind, JsonNode group, JsonNode test) throws Exception {
    PublicKey key =
        KeyFactory.getInstance(kind.keyAlgorithm())
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
}
