package dev.bailiwick.sharding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which whole shards leave the site where their rows lie, so that the most loaded site has less to
 * do.
 *
 * <p>Load is rows divided by compute weight. Starting from where the rows lie, the most loaded site
 * that can be relieved hands one shard to the permitted site that ends least loaded, until no hand
 * over lowers the higher of the two; then every hand over that the result does not need is taken
 * back. If the highest load did not fall by the wanted part, nothing moves at all. The result is a
 * local optimum, and depends on nothing but the input.
 */
final class Balancer {
  private final double[] weight;
  private final long target;
  private final double minimumGain;

  Balancer(double[] weight, long target, double minimumGain) {
    this.weight = weight.clone();
    this.target = target;
    this.minimumGain = minimumGain;
  }

  /** Rows of one stratum. */
  static final class Lot {
    private final long[] rows;
    private final boolean[] homes;
    private final boolean movable;

    /**
     * @param rows at each site
     * @param homes whether they may live at each site
     * @param movable whether they may move at all
     */
    Lot(long[] rows, boolean[] homes, boolean movable) {
      this.rows = rows.clone();
      this.homes = homes.clone();
      this.movable = movable;
    }

    int choices() {
      return (int) IntStream.range(0, homes.length).filter(i -> homes[i]).count();
    }
  }

  /** One shard of {@code rows} rows of a lot goes from a site to another. */
  record Move(int lot, int from, int to, long rows) {}

  /** The moves; none if they would not be worth it. */
  List<Move> balance(List<Lot> lots) {
    State state = new State(lots);
    double before = state.highest();
    for (Optional<Move> move = state.relief(); move.isPresent(); move = state.relief()) {
      state.apply(move.get());
    }
    double after = state.highest();
    state.takeBackWhatIsNotNeeded(after);
    return after <= before * (1 - minimumGain) ? List.copyOf(state.moves) : List.of();
  }

  private final class State {
    private final List<Lot> lots;
    private final long[] total = new long[weight.length];
    private final long[][] own;
    private final long[][] received;
    private final long[][] receivedSize;
    private final boolean[][] gave;
    private final List<Move> moves = new ArrayList<>();

    State(List<Lot> lots) {
      this.lots = lots;
      own = new long[lots.size()][];
      received = new long[lots.size()][weight.length];
      receivedSize = new long[lots.size()][weight.length];
      gave = new boolean[lots.size()][weight.length];
      for (int l = 0; l < lots.size(); l++) {
        own[l] = lots.get(l).rows.clone();
        for (int s = 0; s < total.length; s++) {
          total[s] += own[l][s];
        }
      }
    }

    private double load(int site, long rows) {
      return rows / weight[site];
    }

    double highest() {
      return IntStream.range(0, total.length).mapToDouble(s -> load(s, total[s])).max().orElse(0);
    }

    Optional<Move> relief() {
      return IntStream.range(0, total.length)
          .boxed()
          .sorted(
              Comparator.comparingDouble((Integer s) -> -load(s, total[s]))
                  .thenComparing(Comparator.naturalOrder()))
          .map(this::reliefOf)
          .flatMap(Optional::stream)
          .findFirst();
    }

    private Optional<Move> reliefOf(int from) {
      @Nullable Move best = null;
      double bestLoad = Double.POSITIVE_INFINITY;
      int bestChoices = 0;
      for (int l = 0; l < lots.size(); l++) {
        Lot lot = lots.get(l);
        if (!lot.movable || own[l][from] == 0 || received[l][from] > 0) {
          continue;
        }
        for (int to = 0; to < total.length; to++) {
          long size = to == from || !lot.homes[to] || gave[l][to] ? 0 : size(l, from, to);
          if (size == 0) {
            continue;
          }
          double there = load(to, total[to] + size);
          double higher = Math.max(there, load(from, total[from] - size));
          boolean better = there < bestLoad || (there == bestLoad && lot.choices() < bestChoices);
          if (higher < load(from, total[from]) && better) {
            best = new Move(l, from, to, size);
            bestLoad = there;
            bestChoices = lot.choices();
          }
        }
      }
      return Optional.ofNullable(best);
    }

    /** The rows of a shard that can go there without shards of one stratum differing; 0 if none. */
    private long size(int l, int from, int to) {
      long mine = Sizes.cut(own[l][from], target).fitting();
      long size =
          own[l][to] > 0
              ? Sizes.cut(own[l][to], target).fitting()
              : receivedSize[l][to] > 0 ? receivedSize[l][to] : mine;
      // Splinters cost more than they relieve.
      return size > own[l][from] || 2 * size < mine ? 0 : size;
    }

    void apply(Move move) {
      shift(move, move.rows());
      gave[move.lot()][move.from()] = true;
      receivedSize[move.lot()][move.to()] = move.rows();
      moves.add(move);
    }

    void takeBackWhatIsNotNeeded(double highest) {
      for (int i = moves.size() - 1; i >= 0; i--) {
        Move move = moves.get(i);
        if (load(move.from(), total[move.from()] + move.rows()) <= highest) {
          shift(move, -move.rows());
          moves.remove(i);
        }
      }
    }

    private void shift(Move move, long rows) {
      own[move.lot()][move.from()] -= rows;
      received[move.lot()][move.to()] += rows;
      total[move.from()] -= rows;
      total[move.to()] += rows;
    }
  }
}
