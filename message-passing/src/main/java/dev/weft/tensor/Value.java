package dev.weft.tensor;

import dev.weft.kernels.memory.Storage;
import java.util.Objects;

/** Data of a leaf tensor: rows in memory and whoever keeps that memory alive. */
public final class Value {
  private final Storage storage;
  private final Object owner;

  private Value(Storage storage, Object owner) {
    this.storage = storage;
    this.owner = Objects.requireNonNull(owner);
  }

  /** Rows that stay valid as long as {@code owner} is reachable and not closed. */
  public static Value of(Storage storage, Object owner) {
    return new Value(storage, owner);
  }

  /** The rows. */
  public Storage storage() {
    return storage;
  }

  /** Keeps the memory alive: a block, a graph, an INDArray. */
  public Object owner() {
    return owner;
  }
}
