package dev.bailiwick.policy;

import java.util.Set;

/**
 * A signed release of one artefact, after its signature and hash were checked.
 *
 * @param transfer of which class the artefact is
 * @param signer the address in the certificate of its signer
 * @param policies the policies under which it is released
 * @param records from how many records it was made
 * @param conduct what its signer states about how it was made
 */
public record Release(
    TransferClass transfer, String signer, Set<String> policies, long records, Conduct conduct) {
  public Release {
    policies = Set.copyOf(policies);
  }
}
