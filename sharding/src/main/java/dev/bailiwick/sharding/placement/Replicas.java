package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/**
 * Further copies of shards, each at another permitted site that has room, by weighted rendezvous:
 * what joins or leaves takes or gives only its own copies. Shards come first; copies get what room
 * is left.
 */
final class Replicas {
  private static final int[] NONE = {};

  private final Instance in;
  private final int wanted;
  private final int[][] sites;
  private final long[] bytes;
  private long missing;

  Replicas(Draft draft) {
    in = draft.in;
    wanted = in.problem.replicas();
    sites = new int[in.shards][];
    bytes = draft.bytes.clone();
    Arrays.fill(sites, NONE);
    for (int i = 0; wanted > 0 && i < in.shards; i++) {
      choose(i, draft.at[i]);
    }
  }

  private void choose(int shard, int home) {
    int[] chosen = new int[wanted];
    double[] score = new double[wanted];
    int count = 0;
    for (int s : in.allowed[in.groupOf[shard]]) {
      if (s == home || in.bytes[shard] > in.capacity[s] - bytes[s]) {
        continue;
      }
      double now = Rendezvous.score(in.key[shard], in.siteKey[s], in.weight[s]);
      int place = count;
      while (place > 0 && score[place - 1] < now) {
        place--;
      }
      if (place < wanted) {
        int last = Math.min(count, wanted - 1);
        System.arraycopy(chosen, place, chosen, place + 1, last - place);
        System.arraycopy(score, place, score, place + 1, last - place);
        chosen[place] = s;
        score[place] = now;
        count = last + 1;
      }
    }
    missing += wanted - count;
    sites[shard] = Arrays.copyOf(chosen, count);
    for (int s : sites[shard]) {
      bytes[s] += in.bytes[shard];
    }
  }

  int[] of(int shard) {
    return sites[shard];
  }

  long bytesAt(int site) {
    return bytes[site];
  }

  long missing() {
    return missing;
  }
}
