package dev.weft.nn.init;

import dev.weft.graph.Space;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;

/**
 * How a weight starts. The elements are a pure function of the seed: element i is drawn from
 * counter i, so the same seed gives the same weights everywhere.
 */
@FunctionalInterface
public interface Init {
  /** Gain that keeps variances through a ReLU (He et al., 2015): √2. */
  double RELU_GAIN = Math.sqrt(2);

  /**
   * The elements, row-major.
   *
   * @param count how many
   * @param fanIn inputs that each output sums over
   * @param fanOut outputs that each input feeds
   * @param seed where numbers come from
   */
  float[] draw(int count, int fanIn, int fanOut, Seed seed);

  /** A weight [out, in] in PyTorch's layout, or any shape with these fans. */
  default Parameter weight(String name, Shape shape, int fanIn, int fanOut, Seed seed) {
    return Parameter.of(
        name,
        Parameter.Kind.TRAINED,
        Space.ONE,
        shape,
        draw(shape.width(), fanIn, fanOut, seed.child(name)));
  }

  /** All elements equal. */
  static Init constant(double value) {
    return (count, fanIn, fanOut, seed) -> {
      float[] all = new float[count];
      java.util.Arrays.fill(all, (float) value);
      return all;
    };
  }

  /** All elements 0, for biases. */
  static Init zeros() {
    return constant(0);
  }

  /** Uniform in [−bound, bound). */
  static Init uniform(double bound) {
    return (count, fanIn, fanOut, seed) -> uniform(count, bound, seed);
  }

  /** Normal with mean 0. */
  static Init normal(double deviation) {
    return (count, fanIn, fanOut, seed) -> normal(count, deviation, seed);
  }

  /** Uniform within gain · √(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
  static Init glorotUniform(double gain) {
    return (count, fanIn, fanOut, seed) ->
        uniform(count, gain * Math.sqrt(6.0 / Math.max(1, fanIn + fanOut)), seed);
  }

  /** Normal with deviation gain · √(2 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
  static Init glorotNormal(double gain) {
    return (count, fanIn, fanOut, seed) ->
        normal(count, gain * Math.sqrt(2.0 / Math.max(1, fanIn + fanOut)), seed);
  }

  /** Uniform within gain · √(3 / fanIn) (He et al., 2015). */
  static Init kaimingUniform(double gain) {
    return (count, fanIn, fanOut, seed) ->
        uniform(count, gain * Math.sqrt(3.0 / Math.max(1, fanIn)), seed);
  }

  /** Normal with deviation gain / √fanIn (He et al., 2015). */
  static Init kaimingNormal(double gain) {
    return (count, fanIn, fanOut, seed) ->
        normal(count, gain / Math.sqrt(Math.max(1, fanIn)), seed);
  }

  /** Uniform within 1 / √fanIn: what PyTorch's Linear starts from, weight and bias alike. */
  static Init linear() {
    return kaimingUniform(Math.sqrt(1.0 / 3));
  }

  private static float[] uniform(int count, double bound, Seed seed) {
    long key = CounterRandom.expand(seed.key());
    float[] all = new float[count];
    for (int i = 0; i < count; i++) {
      all[i] = (float) ((2.0 * CounterRandom.uniform(key, i) - 1) * bound);
    }
    return all;
  }

  /** Box and Muller's transform; StrictMath so that every machine gives the same bits. */
  private static float[] normal(int count, double deviation, Seed seed) {
    long key = CounterRandom.expand(seed.key());
    float[] all = new float[count];
    for (int i = 0; i < count; i++) {
      double radius =
          StrictMath.sqrt(-2 * StrictMath.log(1.0 - CounterRandom.uniform(key, 2L * i)));
      all[i] =
          (float)
              (deviation
                  * radius
                  * StrictMath.cos(2 * Math.PI * CounterRandom.uniform(key, 2L * i + 1)));
    }
    return all;
  }
}
