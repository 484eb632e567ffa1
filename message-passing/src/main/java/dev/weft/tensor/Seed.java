package dev.weft.tensor;

/**
 * Where random numbers come from: a 64-bit key, split by name and number, never a hidden state. The
 * same seed gives the same numbers on every thread count, chunking and device.
 *
 * @param key the key
 */
public record Seed(long key) {
  /** The seed of a number that a user chose. */
  public static Seed of(long number) {
    return new Seed(mix(number + 0x9E3779B97F4A7C15L));
  }

  /** An independent seed for a named use. */
  public Seed child(String name) {
    long hash = key;
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash ^ name.charAt(i)) + 0x9E3779B97F4A7C15L;
    }
    return new Seed(mix(hash ^ name.length()));
  }

  /** An independent seed for a numbered use. */
  public Seed child(long number) {
    return new Seed(mix(mix(key ^ 0x6A09E667F3BCC909L) + number * 0x9E3779B97F4A7C15L));
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
