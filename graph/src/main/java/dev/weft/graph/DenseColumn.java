package dev.weft.graph;

import dev.weft.kernels.memory.HostStorage;
import java.util.List;

/** A {@link Column} that stores every element. */
public non-sealed interface DenseColumn extends Column {
  /**
   * The rows in order: one chunk, or several row-aligned ones when there are more than 2^31
   * elements.
   */
  List<HostStorage> chunks();
}
