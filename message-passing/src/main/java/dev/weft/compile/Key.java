package dev.weft.compile;

import java.util.Arrays;

/**
 * The structure of an expression as a sequence of numbers: what a cached program is found by. Two
 * keys are equal only when every number is, so a collision of hashes is harmless.
 */
final class Key {
  private int[] numbers;
  private int count;
  private int hash;

  Key(int capacity) {
    numbers = new int[capacity];
  }

  private Key(int[] numbers, int hash) {
    this.numbers = numbers;
    this.count = numbers.length;
    this.hash = hash;
  }

  void clear() {
    count = 0;
    hash = 0;
  }

  void add(int number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    numbers[count++] = number;
    hash = hash * 31 + number;
  }

  void add(long number) {
    add((int) number);
    add((int) (number >>> 32));
  }

  /** Adds the numbers of another key and how many they are. */
  void append(Key other) {
    for (int i = 0; i < other.count; i++) {
      add(other.numbers[i]);
    }
    add(other.count);
  }

  /** A copy that stays as it is. */
  Key frozen() {
    return new Key(Arrays.copyOf(numbers, count), hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key
        && hash == key.hash
        && Arrays.equals(numbers, 0, count, key.numbers, 0, key.count);
  }

  @Override
  public int hashCode() {
    return hash ^ hash >>> 15;
  }
}
