package dev.weft.kernels.lang;

/**
 * Uniform random numbers as a pure function of a key and a counter: no state, so any order,
 * chunking or processor draws the same. All arithmetic on counters is 32-bit, so sixteen lanes fit
 * one 512-bit register.
 *
 * <p>{@code u = (mix(mix(low ^ a) + high * STEP + b) >>> 8) * 2^-24}, where {@code low} and {@code
 * high} are the counter's halves and {@code a}, {@code b} come from the key by a 64-bit finaliser
 * ({@link #expand}), so that neighbouring keys share nothing. {@code mix} is a 32-bit bijection of
 * shifts and odd multiplications; its constants were found by a seeded random search for small
 * avalanche bias.
 */
public final class CounterRandom {
  /**
   * Shifts and multipliers of the 32-bit mixing function: {@code x ^= x >>> S0; x *= M0; x ^= x >>>
   * S1; x *= M1; x ^= x >>> S2}.
   */
  public static final int S0 = 16;

  /** First multiplier. */
  public static final int M0 = 0x6D016B4D;

  /** Second shift. */
  public static final int S1 = 15;

  /** Second multiplier. */
  public static final int M1 = 0x6B5CCD95;

  /** Third shift. */
  public static final int S2 = 15;

  /** What one step of the counter's high half adds between the two rounds. */
  public static final int STEP = 0x9E3779B9;

  /** The weight of the last of 24 bits. */
  public static final float SCALE = 0x1p-24f;

  private CounterRandom() {}

  /**
   * The key spread over 64 bits: the low half is {@code a}, the high half {@code b}. Computed once
   * per run.
   */
  public static long expand(long key) {
    long x = key + 0x9E3779B97F4A7C15L;
    x = (x ^ (x >>> 32)) * 0xD6E8FEB86659FD93L;
    x = (x ^ (x >>> 29)) * 0xA0761D6478BD642FL;
    return x ^ (x >>> 32);
  }

  /** The number in [0, 1), a multiple of 2^-24, of an expanded key and a counter. */
  public static float uniform(long expanded, long counter) {
    return uniform(
        (int) counter, (int) (counter >>> 32) * STEP + (int) (expanded >>> 32), (int) expanded);
  }

  /**
   * The number of a counter's low half, of {@code add}, which is its high half times {@link #STEP}
   * plus the expanded key's high half, and of the expanded key's low half.
   */
  public static float uniform(int low, int add, int key) {
    return (mix(mix(low ^ key) + add) >>> 8) * SCALE;
  }

  /** The 32-bit mixing function, a bijection. */
  static int mix(int x) {
    x = (x ^ (x >>> S0)) * M0;
    x = (x ^ (x >>> S1)) * M1;
    return x ^ (x >>> S2);
  }
}
