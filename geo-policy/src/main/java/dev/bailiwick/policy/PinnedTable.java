package dev.bailiwick.policy;

import dev.bailiwick.yaml.Place;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A table under the name that a policy gives it.
 *
 * @param reviewBy the last day on which the policy may use it; null for no bound
 */
record PinnedTable(String name, LocationTable table, @Nullable LocalDate reviewBy, Place at) {}
