package dev.bailiwick.sharding.placement;

import java.util.Arrays;

/** The shards of each site, the least load first, kept so while they move. */
final class Members {
  private final Draft draft;
  private final int[][] shards;
  private final int[] count;

  Members(Draft draft) {
    this.draft = draft;
    Instance in = draft.in;
    count = new int[in.sites];
    for (int s : draft.at) {
      if (s >= 0) {
        count[s]++;
      }
    }
    shards = new int[in.sites][];
    for (int s = 0; s < in.sites; s++) {
      shards[s] = new int[count[s] + 1];
      count[s] = 0;
    }
    for (int i : new RadixOrder(in.shards).by(in.load).by(new int[in.shards], 1)) {
      int s = draft.at[i];
      if (s >= 0) {
        shards[s][count[s]++] = i;
      }
    }
  }

  int count(int site) {
    return count[site];
  }

  int shard(int site, int place) {
    return shards[site][place];
  }

  /** The first place at a site whose shard has at least this load. */
  int placeOf(int site, long load) {
    int low = 0;
    int high = count[site];
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (draft.in.load[shards[site][middle]] < load) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Moves a shard in the draft and here. */
  void move(int shard, int to) {
    int site = draft.at[shard];
    int[] from = shards[site];
    int place = placeOf(site, draft.in.load[shard]);
    while (from[place] != shard) {
      place++;
    }
    System.arraycopy(from, place + 1, from, place, count[site] - place - 1);
    count[site]--;
    if (count[to] == shards[to].length) {
      shards[to] = Arrays.copyOf(shards[to], 2 * count[to] + 1);
    }
    place = placeOf(to, draft.in.load[shard]);
    System.arraycopy(shards[to], place, shards[to], place + 1, count[to] - place);
    shards[to][place] = shard;
    count[to]++;
    draft.put(shard, to);
  }
}
