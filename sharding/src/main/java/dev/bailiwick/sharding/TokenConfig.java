package dev.bailiwick.sharding;

import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code pkcs11.cfg} of a site home: which library, and which slot of it.
 *
 * <p>What a key may do is not the operator's to say, so the JDK's own configuration file, which
 * could say it, is made here.
 */
record TokenConfig(String library, String slotKey, String slot) {
  static final String FILE = "pkcs11.cfg";

  private static final Pattern LINE = Pattern.compile("\\s*([A-Za-z]+)\\s*=\\s*(.*?)\\s*");
  private static final List<String> SLOT_KEYS = List.of("slot", "slotListIndex");

  /** A library is opened once a process: a second provider for one slot gains nothing. */
  private static final Map<TokenConfig, Provider> PROVIDERS = new ConcurrentHashMap<>();

  static boolean isIn(Path home) {
    return Files.exists(home.resolve(FILE));
  }

  /**
   * Reads the file.
   *
   * @throws BailiwickException GUARD_MISSING if it cannot be read, others may change it, or it says
   *     anything else
   */
  static TokenConfig read(Path home) {
    Path file = home.resolve(FILE);
    Map<String, String> values = new TreeMap<>();
    try {
      OwnerOnly.require(home, "700");
      OwnerOnly.require(file, "600");
      for (String line : Files.readAllLines(file)) {
        if (line.isBlank() || line.stripLeading().startsWith("#")) {
          continue;
        }
        Matcher parts = LINE.matcher(line);
        if (!parts.matches() || values.put(parts.group(1), parts.group(2)) != null) {
          throw refused(file, "the line '" + line + "'");
        }
      }
    } catch (IOException e) {
      throw new BailiwickException(ErrorCode.GUARD_MISSING, file + " cannot be read", e);
    }
    List<String> slots = SLOT_KEYS.stream().filter(values::containsKey).toList();
    String library = values.getOrDefault("library", "");
    if (values.size() != 2 || slots.size() != 1 || !library.startsWith("/")) {
      throw refused(file, values.keySet().toString());
    }
    String slot = values.get(slots.get(0));
    if (!slot.matches("[0-9]{1,18}") || library.matches(".*[\"\\n].*")) {
      throw refused(file, slots.get(0) + " = " + slot);
    }
    return new TokenConfig(library, slots.get(0), slot);
  }

  /**
   * The JDK's provider for the slot; made once a process.
   *
   * @throws BailiwickException GUARD_MISSING if the library or the slot is not there
   */
  Provider provider() {
    return PROVIDERS.computeIfAbsent(this, TokenConfig::open);
  }

  private Provider open() {
    String settings =
        """
        --name = bailiwick%s
        library = "%s"
        %s = %s
        attributes(generate,CKO_SECRET_KEY,CKK_AES) = {
          CKA_SENSITIVE = true
          CKA_EXTRACTABLE = false
          CKA_PRIVATE = true
          CKA_ENCRYPT = true
          CKA_DECRYPT = true
        }
        """
            .formatted(Integer.toHexString(hashCode()), library, slotKey, slot);
    try {
      Provider pkcs11 = Security.getProvider("SunPKCS11");
      if (pkcs11 == null) {
        throw new ProviderException("This Java platform has no PKCS#11 provider");
      }
      return pkcs11.configure(settings);
    } catch (ProviderException | IllegalArgumentException e) {
      throw new BailiwickException(
          ErrorCode.GUARD_MISSING,
          "No PKCS#11 token at " + this + ": check the library and the slot in " + FILE,
          e);
    }
  }

  private static BailiwickException refused(Path file, String found) {
    return new BailiwickException(
        ErrorCode.GUARD_MISSING,
        file
            + " has "
            + found
            + "; expected two lines, `library = /PATH` and one of `slot = NUMBER` and"
            + " `slotListIndex = NUMBER`");
  }

  @Override
  public String toString() {
    return library + ", " + slotKey + " " + slot;
  }
}
