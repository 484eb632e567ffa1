package dev.weft.graph.transform;

import dev.weft.graph.Ids;
import java.util.Arrays;

/**
 * Gives old ids new, consecutive ones, in order of first appearance. An open hash table, or a plain
 * table of all old ids where that is not much larger: a small subgraph of a huge graph must not
 * cost the huge graph's size.
 */
final class IdMap {
  private static final int PLAIN = 1 << 16;
  private static final int ABSENT = -1;

  private final boolean plain;
  private int[] keys;
  private int[] values;
  private int[] order = new int[16];
  private int size;

  /**
   * An empty map.
   *
   * @param universe number of old ids
   * @param expected how many of them are likely to be added
   */
  IdMap(long universe, long expected) {
    plain = universe <= PLAIN || universe / 8 <= expected;
    int capacity =
        plain
            ? Math.toIntExact(universe)
            : Integer.highestOneBit((int) Math.min(1 << 29, Math.max(16, expected) * 2 - 1)) * 2;
    keys = plain ? new int[0] : filled(capacity);
    values = filled(capacity);
  }

  /** The map from the given ids to their positions; an id given twice keeps its first position. */
  static IdMap of(long universe, Ids ids) {
    IdMap map = new IdMap(universe, ids.size());
    for (long i = 0; i < ids.size(); i++) {
      map.add(ids.get(i));
    }
    return map;
  }

  private static int[] filled(int capacity) {
    int[] out = new int[capacity];
    Arrays.fill(out, ABSENT);
    return out;
  }

  /** Number of old ids. */
  int size() {
    return size;
  }

  /** The new id of an old one, or -1. */
  int get(int id) {
    return plain ? values[id] : values[slot(id)];
  }

  /** The new id of an old one, the next free one when it is new. */
  int add(int id) {
    int at = plain ? id : slot(id);
    if (values[at] == ABSENT) {
      return insert(at, id);
    }
    return values[at];
  }

  private int insert(int at, int id) {
    values[at] = size;
    if (size == order.length) {
      order = Arrays.copyOf(order, Math.multiplyExact(size, 2));
    }
    order[size] = id;
    if (!plain) {
      keys[at] = id;
      if (size > keys.length / 2) {
        grow();
      }
    }
    return size++;
  }

  // Linear probing from a multiplicative hash; an empty slot has no value.
  private int slot(int id) {
    int mask = keys.length - 1;
    int at = (int) (id * 0x9E3779B97F4A7C15L >>> 32) & mask;
    while (values[at] != ABSENT && keys[at] != id) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    int capacity = Math.multiplyExact(keys.length, 2);
    keys = filled(capacity);
    values = filled(capacity);
    for (int i = 0; i <= size; i++) {
      int at = slot(order[i]);
      keys[at] = order[i];
      values[at] = i;
    }
  }

  /** The old ids in order of their new ones. */
  int[] keys() {
    return Arrays.copyOf(order, size);
  }
}
