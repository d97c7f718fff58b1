package dev.bailiwick.sharding;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A shard as written.
 *
 * @param id unique in the manifest
 * @param uri the file
 * @param site the site whose storage holds it, and whose key store opens it
 * @param split {@code train} or {@code test}
 * @param jurisdictions the laws that may govern its rows, sorted
 * @param permitted the sites at which its rows may be, for each class of transfer by its word
 * @param rows how many rows
 * @param bytes the size of the file
 * @param rowGroups how many Parquet row groups
 * @param sha256 of the file as it lies there, lower-case hex
 * @param keyId the key-encryption key, as {@link KeyIds} names it
 * @param decidedBy the rules that decided where its rows may be
 */
public record ManifestShard(
    String id,
    URI uri,
    String site,
    String split,
    List<String> jurisdictions,
    Map<String, List<String>> permitted,
    long rows,
    long bytes,
    long rowGroups,
    String sha256,
    String keyId,
    List<DecisionRef> decidedBy) {
  public ManifestShard {
    jurisdictions = List.copyOf(jurisdictions);
    permitted = Collections.unmodifiableMap(new TreeMap<>(permitted));
    decidedBy = List.copyOf(decidedBy);
  }

  /** The sites at which rows of this shard may be, for a class of transfer by its word. */
  public List<String> permittedFor(String transferClass) {
    return permitted.getOrDefault(transferClass, List.of());
  }
}
