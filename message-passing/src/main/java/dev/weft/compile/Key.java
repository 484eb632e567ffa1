package dev.weft.compile;

import java.util.Arrays;

/**
 * The structure of an expression as a sequence of numbers: what a cached program is found by. Two
 * keys are equal only when every number is, so a collision of hashes is harmless.
 */
final class Key {
  private int[] numbers;
  private int count;

  Key(int capacity) {
    numbers = new int[capacity];
  }

  private Key(int[] numbers) {
    this.numbers = numbers;
    this.count = numbers.length;
  }

  void clear() {
    count = 0;
  }

  void add(int number) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    numbers[count++] = number;
  }

  /** Adds a small number that says what follows, and another one in the same place. */
  void add(int code, int argument) {
    add(code | argument << 8);
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
    return new Key(Arrays.copyOf(numbers, count));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && Arrays.equals(numbers, 0, count, key.numbers, 0, key.count);
  }

  /** Four hashes side by side, since each waits for its last multiplication. */
  @Override
  public int hashCode() {
    int a = count;
    int b = 0;
    int c = 0;
    int d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a = 31 * a + numbers[i];
      b = 31 * b + numbers[i + 1];
      c = 31 * c + numbers[i + 2];
      d = 31 * d + numbers[i + 3];
    }
    for (; i < count; i++) {
      a = 31 * a + numbers[i];
    }
    int hash = 31 * (31 * (31 * a + b * 0x9E3779B9) + c * 0x85EBCA6B) + d * 0xC2B2AE35;
    return hash ^ hash >>> 15;
  }
}
