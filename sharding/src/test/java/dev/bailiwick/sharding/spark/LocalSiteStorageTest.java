package dev.bailiwick.sharding.spark;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;

final class LocalSiteStorageTest extends SiteStorageSuite {
  @BeforeAll
  static void start() {
    startSpark(Map.of());
  }

  @Override
  String storage(String site) {
    return "file://" + folder.resolve("storage").resolve(site);
  }
}
