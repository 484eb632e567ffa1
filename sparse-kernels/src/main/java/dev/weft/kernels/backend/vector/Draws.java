package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.I;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static dev.weft.kernels.backend.vector.Mem.VL;

import dev.weft.kernels.backend.tile.Counters;
import dev.weft.kernels.lang.CounterRandom;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** {@link CounterRandom} on lanes of consecutive counters. */
final class Draws {
  private static final IntVector LANES = IntVector.broadcast(I, 0).addIndex(1);

  private Draws() {}

  /** {@code count} numbers, exactly. */
  static void run(long out, int count, long key, long counter) {
    // Where the counter's low half runs over, the high half changes on the way.
    int whole = (counter & 0xFFFF_FFFFL) + count > 0xFFFF_FFFFL ? 0 : count - count % VL;
    vectors(out & MASK, whole, key, counter);
    for (int j = whole; j < count; j++) {
      Mem.set(out + 4L * j, CounterRandom.uniform(key, counter + j));
    }
  }

  private static void vectors(long out, int whole, long key, long counter) {
    int add = (int) (counter >>> 32) * CounterRandom.STEP + (int) (key >>> 32);
    for (int j = 0; j < whole; j += VL) {
      IntVector x = mix(LANES.add((int) counter + j).lanewise(VectorOperators.XOR, (int) key));
      x = mix(x.add(add));
      FloatVector u =
          (FloatVector) x.lanewise(VectorOperators.LSHR, 8).convert(VectorOperators.I2F, 0);
      u.mul(CounterRandom.SCALE).intoMemorySegment(ALL, out + 4L * j, ORDER);
    }
  }

  /** {@code count} numbers of any counters, exactly. */
  static void each(long out, int count, int key, Counters counters) {
    int whole = count - count % VL;
    vectors(out & MASK, whole, key, counters.low, counters.add);
    for (int j = whole; j < count; j++) {
      Mem.set(out + 4L * j, CounterRandom.uniform(counters.low[j], counters.add[j], key));
    }
  }

  private static void vectors(long out, int whole, int key, int[] low, int[] add) {
    for (int j = 0; j < whole; j += VL) {
      IntVector x = mix(IntVector.fromArray(I, low, j).lanewise(VectorOperators.XOR, key));
      x = mix(x.add(IntVector.fromArray(I, add, j)));
      FloatVector u =
          (FloatVector) x.lanewise(VectorOperators.LSHR, 8).convert(VectorOperators.I2F, 0);
      u.mul(CounterRandom.SCALE).intoMemorySegment(ALL, out + 4L * j, ORDER);
    }
  }

  private static IntVector mix(IntVector x) {
    IntVector y =
        x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, CounterRandom.S0))
            .mul(CounterRandom.M0);
    y =
        y.lanewise(VectorOperators.XOR, y.lanewise(VectorOperators.LSHR, CounterRandom.S1))
            .mul(CounterRandom.M1);
    return y.lanewise(VectorOperators.XOR, y.lanewise(VectorOperators.LSHR, CounterRandom.S2));
  }
}
