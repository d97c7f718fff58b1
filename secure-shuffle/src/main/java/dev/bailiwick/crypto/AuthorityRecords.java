package dev.bailiwick.crypto;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import dev.bailiwick.signing.KeyKind;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CRLHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** What a development authority remembers: what it issued to nodes, and what it revoked. */
final class AuthorityRecords {
  private static final String ISSUED = "issued";
  private static final int HEX = 16;

  private final Path dir;
  private final KeyStores.Identity authority;

  AuthorityRecords(Path dir, KeyStores.Identity authority) {
    this.dir = dir;
    this.authority = authority;
  }

  /** One line of {@code issued}. */
  record Issued(BigInteger serial, Instant notAfter, NodeName name) {
    static Issued parse(Path file, String line) {
      String[] words = line.split(" ", -1);
      if (words.length == 3) {
        try {
          return new Issued(
              new BigInteger(words[0], HEX), Instant.parse(words[1]), NodeName.parse(words[2]));
        } catch (NumberFormatException | DateTimeException | BailiwickException e) {
          throw unreadable(file, line, e);
        }
      }
      throw unreadable(file, line, null);
    }

    private static BailiwickException unreadable(
        Path file, String line, @Nullable Exception cause) {
      return new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "'" + line + "' in " + file + " is not SERIAL NOT-AFTER NAME: it was altered",
          cause);
    }

    @Override
    public String toString() {
      return serial.toString(HEX) + " " + notAfter + " " + name.uri();
    }
  }

  /** Remembers that a node got a certificate. */
  void issued(X509Certificate certificate) {
    locked(
        dir,
        () -> {
          List<String> lines = new ArrayList<>(issued().stream().map(Issued::toString).toList());
          lines.add(
              new Issued(
                      certificate.getSerialNumber(),
                      certificate.getNotAfter().toInstant(),
                      NodeName.of(certificate))
                  .toString());
          PrivateFiles.write(
              dir.resolve(ISSUED),
              (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
          return true;
        });
  }

  /** What was issued to nodes, oldest first. */
  List<Issued> issued() {
    Path file = dir.resolve(ISSUED);
    if (Files.notExists(file)) {
      return List.of();
    }
    return new String(PrivateFiles.read(file), StandardCharsets.UTF_8)
        .lines()
        .map(line -> Issued.parse(file, line))
        .toList();
  }

  /** The newest list in PEM form; empty before the first. */
  byte[] list() {
    Path file = dir.resolve(Revocations.FILE);
    return Files.exists(file) ? PrivateFiles.read(file) : new byte[0];
  }

  /**
   * Makes the next list: the old one's entries and these.
   *
   * @return its number
   */
  BigInteger revoke(Set<BigInteger> serials, RevocationReason reason, Duration life) {
    return locked(dir, () -> next(serials, reason, life));
  }

  private BigInteger next(Set<BigInteger> serials, RevocationReason reason, Duration life) {
    Path file = dir.resolve(Revocations.FILE);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    try {
      var certificate = authority.chain().get(0);
      var builder = new JcaX509v2CRLBuilder(certificate, Date.from(now));
      builder.setNextUpdate(Date.from(now.plus(life)));
      BigInteger number = BigInteger.ONE;
      X509CRL before = null;
      if (Files.exists(file)) {
        before = Revocations.read(file).get(0);
        before.verify(certificate.getPublicKey());
        number = RevocationList.number(before, file).add(BigInteger.ONE);
        builder.addCRL(new JcaX509CRLHolder(before));
      }
      for (BigInteger serial : serials) {
        if (before == null || before.getRevokedCertificate(serial) == null) {
          builder.addCRLEntry(serial, Date.from(now), reason.code());
        }
      }
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(number));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
      String algorithm =
          KeyKind.of(certificate.getPublicKey(), "the authority").signatureAlgorithm();
      X509CRL made =
          new JcaX509CRLConverter()
              .getCRL(builder.build(new JcaContentSignerBuilder(algorithm).build(authority.key())));
      PrivateFiles.write(file, pem(made.getEncoded()));
      return number;
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new BailiwickException(
          ErrorCode.NOT_AUTHENTIC,
          "The next list of "
              + dir
              + " could not be made: the one in "
              + file
              + " may not be this authority's",
          e);
    }
  }

  private static byte[] pem(byte[] der) {
    return ("-----BEGIN X509 CRL-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END X509 CRL-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Other processes are kept out by the file; other threads, which Java would not let wait, by us.
   */
  private static synchronized <T> T locked(Path dir, Supplier<T> change) {
    try (FileChannel channel =
            FileChannel.open(
                dir.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("the lock is not valid");
      }
      return change.get();
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE, "The lock of " + dir + " could not be had: " + e.getMessage(), e);
    }
  }
}
