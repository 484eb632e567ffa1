package dev.weft.compile;

import java.util.Arrays;

/**
 * A map from tensor ids to consecutive numbers: open addressing, so that a lookup allocates
 * nothing.
 */
final class Numbering {
  private long[] ids;
  private int[] numbers;
  private int count;

  Numbering(int capacity) {
    ids = new long[Integer.highestOneBit(Math.max(capacity, 8)) * 4];
    numbers = new int[ids.length];
  }

  void clear() {
    Arrays.fill(ids, 0);
    count = 0;
  }

  int count() {
    return count;
  }

  /** The number of an id, or -1. */
  int get(long id) {
    int slot = slot(id);
    return ids[slot] == 0 ? -1 : numbers[slot];
  }

  /** Gives the next number to a new id. */
  void put(long id) {
    if (2 * (count + 1) > ids.length) {
      grow();
    }
    int slot = slot(id);
    ids[slot] = id + 1;
    numbers[slot] = count++;
  }

  private int slot(long id) {
    int mask = ids.length - 1;
    long mixed = id * 0x9E3779B97F4A7C15L;
    int slot = (int) (mixed >>> 40) & mask;
    while (ids[slot] != 0 && ids[slot] != id + 1) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldIds = ids;
    int[] oldNumbers = numbers;
    ids = new long[2 * oldIds.length];
    numbers = new int[ids.length];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != 0) {
        int slot = slot(oldIds[i] - 1);
        ids[slot] = oldIds[i];
        numbers[slot] = oldNumbers[i];
      }
    }
  }
}
