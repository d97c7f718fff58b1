/**
 * The sealed shuffle: Spark's sort shuffle, with every block and every temporary file under
 * authenticated encryption. Entry: {@link dev.bailiwick.shuffle.SealedShuffleManager}; keys come
 * from whoever implements {@link dev.bailiwick.shuffle.ShuffleKeys}. The format is {@code
 * docs/formats/shuffle-block.md}.
 */
@NullMarked
package dev.bailiwick.shuffle;

import org.jspecify.annotations.NullMarked;
