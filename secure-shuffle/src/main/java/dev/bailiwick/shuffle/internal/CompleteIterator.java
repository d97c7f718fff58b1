package dev.bailiwick.shuffle.internal;

import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** Rows whose end is believed only when every block that should have rows was opened. */
final class CompleteIterator<T> extends AbstractIterator<T> {
  private final Iterator<T> rows;
  private final BlockSources blocks;
  private boolean complete;

  CompleteIterator(Iterator<T> rows, BlockSources blocks) {
    this.rows = rows;
    this.blocks = blocks;
  }

  @Override
  public boolean hasNext() {
    if (rows.hasNext()) {
      return true;
    }
    if (!complete) {
      blocks.requireAllOpened();
      complete = true;
    }
    return false;
  }

  @Override
  public T next() {
    return rows.next();
  }
}
