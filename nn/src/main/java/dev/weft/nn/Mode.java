package dev.weft.nn;

import dev.weft.tensor.Features;
import dev.weft.tensor.Seed;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one forward pass is for. Training drops elements and moves running statistics; evaluation
 * does neither.
 *
 * <p>Random numbers come from the seed, the path of the layer ({@link #in}) and how often that path
 * has drawn in this forward, never from a hidden state: the same seed gives the same numbers. Make
 * a new mode for every forward pass: {@code Mode.training(seed.child(epoch))}. A mode that serves a
 * second pass goes on counting and draws other numbers.
 */
public final class Mode {
  private static final Mode EVALUATION = new Mode(Optional.empty(), Map.of());

  private final Optional<Seed> seed;
  private final Map<Seed, Integer> draws;

  private Mode(Optional<Seed> seed, Map<Seed, Integer> draws) {
    this.seed = seed;
    this.draws = draws;
  }

  /** A training pass that draws from this seed. */
  public static Mode training(Seed seed) {
    return new Mode(Optional.of(seed), new HashMap<>());
  }

  /** A pass that draws nothing and moves nothing. Shared, safe for many threads. */
  public static Mode evaluation() {
    return EVALUATION;
  }

  /** Whether this is a training pass. */
  public boolean isTraining() {
    return seed.isPresent();
  }

  /** This mode, inside a part of this name. */
  public Mode in(String part) {
    return seed.isPresent() ? new Mode(Optional.of(seed.get().child(part)), draws) : this;
  }

  /** This mode, inside part number {@code index} of this name. */
  public Mode in(String part, int index) {
    return seed.isPresent()
        ? new Mode(Optional.of(seed.get().child(part).child(index)), draws)
        : this;
  }

  /**
   * A seed not given before in this forward pass.
   *
   * @throws IllegalStateException in evaluation
   */
  public Seed draw() {
    Seed here =
        seed.orElseThrow(
            () ->
                new IllegalStateException(
                    "Mode.draw: this is an evaluation pass; expected training. Ask isTraining() first, or use Mode.training(seed)."));
    return here.child(draws.merge(here, 1, Integer::sum));
  }

  /** In training, each element kept with probability 1 − p and divided by it; else x itself. */
  public Features dropout(Features x, double p) {
    return switch (x) {
      case Tensor dense -> dropout(dense, p);
      case SparseTensor sparse -> drops(p) ? sparse.dropout(p, draw()) : sparse;
    };
  }

  /** In training, each element kept with probability 1 − p and divided by it; else x itself. */
  public Tensor dropout(Tensor x, double p) {
    return drops(p) ? x.dropout(p, draw()) : x;
  }

  private boolean drops(double p) {
    return isTraining() && p > 0;
  }

  /** In training, x with updates that the step applies (running statistics); else x itself. */
  public Tensor assigning(Tensor x, Update... updates) {
    return isTraining() ? x.assigning(updates) : x;
  }

  @Override
  public String toString() {
    return isTraining() ? "training" : "evaluation";
  }
}
