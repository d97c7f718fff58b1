package dev.bailiwick.audit;

import dev.bailiwick.signing.DocumentSigner;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/** A signer that several processes can have: its key is in a file, which the JDK's tool makes. */
record StoreSigner(PrivateKey key, List<X509Certificate> chain) implements DocumentSigner {
  private static final String PASSWORD = "only-for-tests";

  static void make(Path store) throws Exception {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "signer",
                "-keyalg",
                "Ed25519",
                "-dname",
                "CN=ledger",
                "-validity",
                "2",
                "-ext",
                "KeyUsage=digitalSignature",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (tool.waitFor() != 0) {
      throw new IllegalStateException(said);
    }
  }

  static StoreSigner load(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new StoreSigner(
        (PrivateKey) keys.getKey("signer", PASSWORD.toCharArray()),
        List.of((X509Certificate) keys.getCertificate("signer")));
  }

  @Override
  public byte[] sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "StoreSigner";
  }
}
