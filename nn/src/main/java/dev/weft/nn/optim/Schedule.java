package dev.weft.nn.optim;

import java.util.Arrays;

/**
 * A learning rate for every epoch, counted from 0: {@code adam.learningRate(schedule.at(epoch))}.
 * Any function will do.
 */
@FunctionalInterface
public interface Schedule {
  /** The rate of an epoch, from 0 on. */
  double at(int epoch);

  /** Always the same. */
  static Schedule constant(double rate) {
    return epoch -> rate;
  }

  /** Multiplied by {@code factor} after every {@code every} epochs. */
  static Schedule step(double rate, int every, double factor) {
    if (every < 1) {
      throw new IllegalArgumentException(
          "Schedule.step: every=" + every + "; expected at least 1.");
    }
    return epoch -> rate * Math.pow(factor, Math.floorDiv(epoch, every));
  }

  /** Multiplied by {@code factor} at each of these epochs. */
  static Schedule multiStep(double rate, double factor, int... epochs) {
    int[] milestones = epochs.clone();
    return epoch ->
        rate * Math.pow(factor, Arrays.stream(milestones).filter(m -> m <= epoch).count());
  }

  /** Multiplied by {@code factor} after every epoch. */
  static Schedule exponential(double rate, double factor) {
    return epoch -> rate * Math.pow(factor, epoch);
  }

  /**
   * Half a cosine from {@code rate} down to {@code lowest} at epoch {@code length} (Loshchilov and
   * Hutter, 2017), and up again after it.
   */
  static Schedule cosine(double rate, int length, double lowest) {
    if (length < 1) {
      throw new IllegalArgumentException(
          "Schedule.cosine: length=" + length + "; expected at least 1.");
    }
    return epoch -> lowest + (rate - lowest) * (1 + Math.cos(Math.PI * epoch / length)) / 2;
  }

  /**
   * From {@code start} times the rate to {@code end} times the rate in {@code length} epochs, along
   * a line; then as it is.
   */
  static Schedule linear(double rate, double start, double end, int length) {
    if (length < 1) {
      throw new IllegalArgumentException(
          "Schedule.linear: length=" + length + "; expected at least 1.");
    }
    return epoch -> rate * (start + (end - start) * Math.min(epoch, length) / length);
  }

  /** Falling to 0 in {@code length} epochs, as a power of what is left; then 0. */
  static Schedule polynomial(double rate, int length, double power) {
    if (length < 1) {
      throw new IllegalArgumentException(
          "Schedule.polynomial: length=" + length + "; expected at least 1.");
    }
    return epoch -> rate * Math.pow(1 - Math.min(epoch, length) / (double) length, power);
  }

  /** {@code factor} times the rate for the first {@code epochs} epochs; then the rate. */
  static Schedule held(double rate, double factor, int epochs) {
    return epoch -> epoch < epochs ? rate * factor : rate;
  }

  /**
   * Half a cosine from {@code rate} down towards {@code lowest} in {@code first} epochs, then again
   * from the top, each time {@code factor} times as long (Loshchilov and Hutter, 2017).
   */
  static Schedule cosineRestarts(double rate, int first, int factor, double lowest) {
    if (first < 1 || factor < 1) {
      throw new IllegalArgumentException(
          "Schedule.cosineRestarts: first="
              + first
              + ", factor="
              + factor
              + "; expected both at least 1.");
    }
    return epoch -> {
      long length = first;
      long at = epoch;
      while (at >= length) {
        at -= length;
        length *= factor;
      }
      return lowest + (rate - lowest) * (1 + Math.cos(Math.PI * at / length)) / 2;
    };
  }

  /**
   * This schedule, after {@code epochs} epochs that rise linearly from {@code start} times its
   * first rate.
   */
  default Schedule warmedUp(int epochs, double start) {
    return epoch ->
        epoch < epochs ? at(0) * (start + (1 - start) * epoch / epochs) : at(epoch - epochs);
  }
}
