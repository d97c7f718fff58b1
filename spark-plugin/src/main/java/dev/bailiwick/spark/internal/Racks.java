package dev.bailiwick.spark.internal;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.net.CachedDNSToSwitchMapping;
import org.apache.hadoop.net.DNSToSwitchMapping;
import org.apache.hadoop.net.ScriptBasedMapping;
import org.apache.hadoop.util.ReflectionUtils;

/**
 * The rack of a host as Hadoop's own settings tell it ({@code net.topology.…}). Spark's scheduler
 * for YARN prefers executors on the rack of the data; ours does, too.
 */
final class Racks {
  private static final String MAPPING = "net.topology.node.switch.mapping.impl";

  private final DNSToSwitchMapping mapping;

  Racks(Configuration hadoop) {
    DNSToSwitchMapping configured =
        ReflectionUtils.newInstance(
            hadoop.getClass(MAPPING, ScriptBasedMapping.class, DNSToSwitchMapping.class), hadoop);
    mapping =
        configured instanceof CachedDNSToSwitchMapping
            ? configured
            : new CachedDNSToSwitchMapping(configured);
  }

  /** One for each host, in the same order; empty where none is known. */
  List<Optional<String>> of(List<String> hosts) {
    List<String> racks = mapping.resolve(hosts);
    if (racks == null || racks.size() != hosts.size()) {
      return hosts.stream().map(h -> Optional.<String>empty()).toList();
    }
    return racks.stream().map(Optional::ofNullable).toList();
  }
}
