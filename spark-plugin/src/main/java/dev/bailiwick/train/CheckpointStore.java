package dev.bailiwick.train;

import dev.bailiwick.crypto.EpochKey;
import dev.bailiwick.crypto.SealException;
import dev.bailiwick.crypto.SealedStreams;
import dev.bailiwick.crypto.StreamContext;
import dev.bailiwick.error.BailiwickException;
import dev.bailiwick.error.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one run in one folder, sealed (docs/formats/checkpoint.md).
 *
 * <p>Guarantee: after {@link #save} returns, a crash of program or machine does not lose that
 * round, and never leaves a file under a checkpoint's name that is not whole. {@link #latest} gives
 * the newest or fails; it never falls back to an older one. It does not notice that the newest
 * files were deleted. One process at a time writes to a folder, one run at a time: a run that does
 * not resume calls {@link #putAside} first.
 */
public final class CheckpointStore {
  private static final int VERSION = 2;
  private static final byte[] MAGIC = "BWCK".getBytes(StandardCharsets.US_ASCII);
  private static final int CLEAR_BYTES = 8;
  private static final String ASIDE = "replaced";
  private static final Pattern NAME = Pattern.compile("round-([0-9]{6,9})\\.ckpt");

  private final Path folder;
  private final int keep;
  private final CheckpointKeys keys;

  /**
   * A store.
   *
   * @param folder is made when it is not there
   * @param keep the newest so many are kept, at least 1
   * @param keys of the coordinator's site
   */
  public CheckpointStore(Path folder, int keep, CheckpointKeys keys) {
    if (keep < 1) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "found %d checkpoints to keep, expected at least 1".formatted(keep));
    }
    this.folder = folder;
    this.keep = keep;
    this.keys = keys;
  }

  /** Writes a checkpoint, durably, and then deletes those that are too old. Returns its file. */
  public Path save(Checkpoint checkpoint) {
    String name = String.format(Locale.ROOT, "round-%06d.ckpt", checkpoint.rounds());
    Path file = folder.resolve(name);
    Path temporary = folder.resolve("." + name + ".tmp");
    CheckpointKeys.Token token = keys.create();
    byte[] sealed;
    try {
      sealed =
          SealedStreams.seal(
              checkpoint.toBytes(), token.key(), context(checkpoint.rounds(), token.bytes()));
    } finally {
      token.key().destroy();
    }
    ByteBuffer clear =
        ByteBuffer.allocate(CLEAR_BYTES + token.bytes().length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC)
            .putShort((short) VERSION)
            .putShort((short) token.bytes().length)
            .put(token.bytes())
            .flip();
    try {
      Files.createDirectories(folder);
      try (FileChannel out =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        write(out, clear);
        write(out, ByteBuffer.wrap(sealed));
        out.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder();
      deleteOld();
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "cannot write the checkpoint %s (%s): make room in, or allow writing to, its folder"
              .formatted(file, e.getMessage()),
          e);
    }
    return file;
  }

  /**
   * The newest checkpoint; empty when the folder holds none.
   *
   * @throws BailiwickException when the newest does not open, naming the file and what to do
   */
  public Optional<Checkpoint> latest() {
    List<Map.Entry<Integer, Path>> all = list();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Map.Entry<Integer, Path> newest = all.get(all.size() - 1);
    return Optional.of(read(newest.getKey(), newest.getValue()));
  }

  /**
   * Makes room for a run that begins anew: what another run has left here goes into the folder
   * {@code replaced}, in place of what lay there. Among checkpoints of an older run with more
   * rounds the new ones would count as the oldest, and be deleted as soon as they are written.
   */
  public void putAside() {
    List<Map.Entry<Integer, Path>> all = list();
    if (all.isEmpty()) {
      return;
    }
    Path aside = folder.resolve(ASIDE);
    try {
      Files.createDirectories(aside);
      for (Map.Entry<Integer, Path> old : list(aside)) {
        Files.delete(old.getValue());
      }
      for (Map.Entry<Integer, Path> old : all) {
        Path file = old.getValue();
        Files.move(file, aside.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "cannot move the checkpoints of an earlier run from %s to %s (%s): allow writing there, or"
                  .formatted(folder, aside, e.getMessage())
              + " give the run an output folder of its own",
          e);
    }
  }

  /** Refuses a checkpoint that is not of this job, manifest, seed, order of rows and model. */
  public void requireSame(Checkpoint found, Checkpoint.Identity expected) {
    List<String> differ = new ArrayList<>();
    Checkpoint.Identity identity = found.identity();
    if (!identity.job().equals(expected.job())) {
      differ.add("job file");
    }
    if (!identity.manifest().equals(expected.manifest())) {
      differ.add("manifest");
    }
    if (identity.seed() != expected.seed()) {
      differ.add("seed");
    }
    if (identity.workersPerSite() != expected.workersPerSite()) {
      differ.add("workersPerSite");
    }
    if (identity.windowRows() != expected.windowRows()) {
      differ.add("windowRows");
    }
    if (!identity.model().equals(expected.model())) {
      differ.add("model");
    }
    if (!differ.isEmpty()) {
      throw new BailiwickException(
          ErrorCode.BAD_ARGUMENT,
          "the checkpoint after round %d in %s is of another %s: give the run an output folder of its"
                  .formatted(found.rounds(), folder, String.join(", ", differ))
              + " own, or move the old checkpoints away");
    }
  }

  private Checkpoint read(int round, Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "cannot read the checkpoint %s (%s)".formatted(file, e.getMessage()),
          e);
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < CLEAR_BYTES
        || in.getInt() != ByteBuffer.wrap(MAGIC).order(ByteOrder.LITTLE_ENDIAN).getInt()) {
      throw damaged(file, "it does not begin as a checkpoint does", null);
    }
    int version = Short.toUnsignedInt(in.getShort());
    if (version != VERSION) {
      throw new BailiwickException(
          ErrorCode.NOT_SUPPORTED,
          "Unknown version %d of the checkpoint %s, this program knows %d: resume with the version of"
                  .formatted(version, file, VERSION)
              + " Bailiwick that wrote it");
    }
    int tokenBytes = Short.toUnsignedInt(in.getShort());
    if (in.remaining() < tokenBytes) {
      throw damaged(file, "it is cut short", null);
    }
    byte[] token = new byte[tokenBytes];
    in.get(token);
    byte[] sealed = new byte[in.remaining()];
    in.get(sealed);
    EpochKey key = keys.open(token);
    try {
      return Checkpoint.parse(
          "the checkpoint " + file, SealedStreams.open(sealed, key, context(round, token)));
    } catch (SealException e) {
      throw damaged(file, e.getMessage(), e);
    } finally {
      key.destroy();
    }
  }

  private BailiwickException damaged(
      Path file, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new BailiwickException(
        ErrorCode.NOT_AUTHENTIC,
        "the newest checkpoint %s does not open: %s. Nothing older is taken instead on its own: move"
                .formatted(file, why)
            + " this file away to resume from the one before",
        cause);
  }

  private static StreamContext context(int round, byte[] token) {
    return StreamContext.of("checkpoint")
        .with("version", VERSION)
        .with("round", round)
        .with("token", token);
  }

  private List<Map.Entry<Integer, Path>> list() {
    return list(folder);
  }

  private static List<Map.Entry<Integer, Path>> list(Path folder) {
    TreeMap<Integer, Path> byRound = new TreeMap<>();
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          byRound.put(Integer.parseInt(name.group(1)), file);
        }
      }
    } catch (IOException e) {
      throw new BailiwickException(
          ErrorCode.UNAVAILABLE,
          "cannot list the checkpoints in %s (%s)".formatted(folder, e.getMessage()),
          e);
    }
    return List.copyOf(byRound.entrySet());
  }

  private void deleteOld() throws IOException {
    List<Map.Entry<Integer, Path>> all = list();
    for (int i = 0; i < all.size() - keep; i++) {
      Files.deleteIfExists(all.get(i).getValue());
    }
  }

  private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /**
   * A rename is durable only when its folder is. Some file systems cannot do that: then it waits.
   */
  private void forceFolder() {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows and some network file systems open no folders; the file itself was forced.
      return;
    }
  }
}
