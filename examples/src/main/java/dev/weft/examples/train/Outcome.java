package dev.weft.examples.train;

import dev.weft.nn.train.Epoch;
import dev.weft.nn.train.Trained;

/**
 * One run.
 *
 * @param seed its number
 * @param split how the nodes were shared
 * @param trained epochs and the best of them
 * @param parametersSha256 of the parameters after the last epoch: the elements as little-endian
 *     float32, in the order of the names
 */
public record Outcome(long seed, String split, Trained trained, String parametersSha256) {
  /** The best epoch. */
  public Epoch best() {
    return trained.best();
  }
}
