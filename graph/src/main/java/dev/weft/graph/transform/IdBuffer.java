package dev.weft.graph.transform;

import dev.weft.graph.Ids;
import java.util.Arrays;

/** A growing list of ids. */
final class IdBuffer {
  private int[] values = new int[64];
  private int size;

  void add(int id) {
    if (size == values.length) {
      values = Arrays.copyOf(values, (int) Math.min(Integer.MAX_VALUE - 8, size * 2L));
    }
    values[size++] = id;
  }

  int size() {
    return size;
  }

  int get(int i) {
    return values[i];
  }

  int[] toArray() {
    return Arrays.copyOf(values, size);
  }

  Ids ids() {
    return Ids.of(toArray());
  }
}
