package dev.weft.compile;

import java.util.Arrays;

/**
 * Numbers things in the order in which they are added. Open addressing, so that neither a look nor
 * an addition allocates once it has grown.
 */
final class Numbering<T> {
  private Object[] things = new Object[16];
  private int count;

  /** A number plus one where a thing is, 0 where none; a power of two, at most half full. */
  private int[] slots = new int[32];

  /** The number of an equal thing, or -1. */
  int numberOf(T thing) {
    return slots[slot(thing)] - 1;
  }

  /** The next number, for a thing that has none. */
  int add(T thing) {
    if (count == things.length) {
      grow();
    }
    things[count] = thing;
    slots[slot(thing)] = count + 1;
    return count++;
  }

  int count() {
    return count;
  }

  /** The things by their numbers, in an array as long as there are things. */
  T[] toArray(T[] array) {
    System.arraycopy(things, 0, array, 0, count);
    return array;
  }

  /** Forgets everything and keeps the arrays. */
  void clear() {
    Arrays.fill(things, 0, count, null);
    Arrays.fill(slots, 0);
    count = 0;
  }

  private int slot(Object thing) {
    int mask = slots.length - 1;
    int hash = thing.hashCode() * 0x9E3779B9;
    int slot = (hash ^ hash >>> 16) & mask;
    while (slots[slot] != 0 && !things[slots[slot] - 1].equals(thing)) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    things = Arrays.copyOf(things, 2 * count);
    slots = new int[4 * count];
    for (int i = 0; i < count; i++) {
      slots[slot(things[i])] = i + 1;
    }
  }
}
