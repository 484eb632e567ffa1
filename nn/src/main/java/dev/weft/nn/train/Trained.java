package dev.weft.nn.train;

import java.util.List;

/**
 * A finished run.
 *
 * @param epochs all of them, in order
 * @param best the one whose parameters the model has now; see {@link Training} for which counts as
 *     best
 */
public record Trained(List<Epoch> epochs, Epoch best) {
  /** Copies the list. */
  public Trained {
    epochs = List.copyOf(epochs);
  }

  /** The loss of the last epoch. */
  public double finalLoss() {
    return epochs.getLast().loss();
  }
}
