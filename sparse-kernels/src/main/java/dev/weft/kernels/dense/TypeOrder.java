package dev.weft.kernels.dense;

import dev.weft.kernels.memory.Storage;
import java.util.Optional;

/**
 * Entries by type: those of type t are {@code order[offsets[t]]} to {@code order[offsets[t + 1] -
 * 1]}.
 *
 * @param offsets one more than there are types, from 0 to the number of entries
 * @param order int32 entries, one after the other, rising within a type; empty when they stand in
 *     order already
 */
public record TypeOrder(long[] offsets, Optional<Storage> order) {
  /** Number of types. */
  int types() {
    return offsets.length - 1;
  }
}
