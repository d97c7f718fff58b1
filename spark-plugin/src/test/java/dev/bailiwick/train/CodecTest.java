package dev.bailiwick.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.error.BailiwickException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Assignments and updates as bytes. */
class CodecTest {
  private final Assignment assignment =
      new Assignment(
          RoundMode.TRAIN,
          "run-1",
          6,
          new WorkerId("nrt", 2),
          new Assignment.Turn(3, 123_456_789_012L),
          new Assignment.Settings(104, 2, 64, 128, -7, 1_000_000),
          1000,
          List.of(
              new Assignment.Shard("shard-0001", "file:/a b/ü.parquet", 4000),
              new Assignment.Shard("shard-0002", "", -1)),
          "{\"json\": \"größer\"}",
          new byte[] {1, 2, 3});
  private final Update update =
      new Update(
          RoundMode.EVALUATE,
          "run-1",
          6,
          new WorkerId("nrt", 2),
          new Update.Figures(4000, 8192, 0.25, 77, 123_456_789_012L, 4000),
          "host-1",
          "3",
          new byte[] {9, 8});

  @Test
  void anAssignmentIsReadAsItWasWritten() {
    Assignment read = Assignment.parse(assignment.toBytes());
    assertThat(read).usingRecursiveComparison().isEqualTo(assignment);
  }

  @Test
  void anUpdateIsReadAsItWasWritten() {
    Update read = Update.parse(update.toBytes());
    assertThat(read).usingRecursiveComparison().isEqualTo(update);
    assertThat(read.evaluation()).isEqualTo(new Evaluation(8192, 77, 0.25));
  }

  @Test
  void everyCutIsFound() {
    byte[] a = assignment.toBytes();
    for (int n = 0; n < a.length; n++) {
      byte[] cut = Arrays.copyOf(a, n);
      assertThatThrownBy(() -> Assignment.parse(cut)).isInstanceOf(BailiwickException.class);
    }
    byte[] u = update.toBytes();
    for (int n = 0; n < u.length; n++) {
      byte[] cut = Arrays.copyOf(u, n);
      assertThatThrownBy(() -> Update.parse(cut)).isInstanceOf(BailiwickException.class);
    }
  }

  @Test
  void bytesAfterTheEndAreRefused() {
    byte[] longer = Arrays.copyOf(update.toBytes(), update.toBytes().length + 1);
    assertThatThrownBy(() -> Update.parse(longer)).hasMessageContaining("1 bytes after its end");
  }

  @Test
  void oneIsNotTakenForTheOther() {
    assertThatThrownBy(() -> Update.parse(assignment.toBytes()))
        .hasMessageContaining("an update does not begin with BWUP");
    assertThatThrownBy(() -> Assignment.parse(update.toBytes()))
        .hasMessageContaining("an assignment does not begin with BWAS");
  }

  @Test
  void anotherVersionIsNamed() {
    byte[] newer = update.toBytes();
    newer[4] = 9;
    assertThatThrownBy(() -> Update.parse(newer))
        .hasMessageStartingWith("Unknown version 9 of an update, this program knows 1");
  }

  @Test
  void anUnknownModeIsRefused() {
    byte[] odd = update.toBytes();
    odd[6] = 3;
    assertThatThrownBy(() -> Update.parse(odd)).hasMessageContaining("unknown mode 3");
  }
}
