package dev.weft.kernels.dense;

import dev.weft.kernels.memory.Storage;
import java.util.Optional;

/**
 * A matrix with a row for every entry that is not in memory as such: row e is {@code rows[ids[e]]}
 * times {@code factors[e]}. The features of edges that are those of their sources, weighted, are
 * one.
 *
 * @param rows what rows are taken from, in the backend's compute type
 * @param ids int32 row of every entry, one after the other; empty when it is the entry's own number
 * @param factors of every entry, one for each block of its row; empty for 1
 */
public record NamedRows(Storage rows, Optional<Storage> ids, Optional<Storage> factors) {
  /** The rows as they are. */
  public static NamedRows of(Storage rows) {
    return new NamedRows(rows, Optional.empty(), Optional.empty());
  }

  /** Whether entry e is row e of memory. */
  boolean isPlain() {
    return ids.isEmpty() && factors.isEmpty();
  }

  int width() {
    return rows.width();
  }
}
