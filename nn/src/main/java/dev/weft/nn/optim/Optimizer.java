package dev.weft.nn.optim;

import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Explanation;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import dev.weft.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Moves parameters along their gradients. A step is one program: forward, backward and update,
 * computed together and applied at once.
 *
 * <p>The learning rate and whatever depends on the number of steps are numbers given at run time,
 * so that a program is compiled once. Parameters that a loss does not read stay as they are,
 * without weight decay, as in PyTorch.
 *
 * @param <S> the optimiser itself, for chained settings
 */
public abstract class Optimizer<S extends Optimizer<S>> implements Layer {
  private final Parameters trained;
  private final Map<Parameter, Map<String, Parameter>> slots = new LinkedHashMap<>();
  private final Map<Parameter, Double> ownDecay = new HashMap<>();
  private UnaryOperator<List<Tensor>> clipping = UnaryOperator.identity();
  private boolean ascending;
  private double learningRate;
  private double weightDecay;
  private long steps;

  Optimizer(Parameters parameters, double learningRate) {
    this.trained = parameters.trained();
    this.learningRate = learningRate;
  }

  abstract S self();

  /** The words of {@link #toString}. */
  abstract String name();

  // ---- settings ----

  /** With this learning rate from the next step on; call it again whenever a schedule says so. */
  public S learningRate(double rate) {
    if (!(rate >= 0)) {
      throw new IllegalArgumentException(
          name() + ": learningRate=" + rate + "; expected a number >= 0.");
    }
    learningRate = rate;
    return self();
  }

  /** The learning rate of the next step. */
  public double learningRate() {
    return learningRate;
  }

  /** With this weight decay for all parameters that were not given their own. */
  public S weightDecay(double decay) {
    weightDecay = checkedDecay(decay);
    return self();
  }

  /** With a weight decay of their own for some parameters. */
  public S weightDecay(double decay, Parameters group) {
    checkedDecay(decay);
    for (Parameter parameter : group.trained()) {
      if (!trained.values().contains(parameter)) {
        throw new IllegalArgumentException(
            name()
                + ".weightDecay: "
                + parameter
                + " came; expected parameters that this optimiser moves.");
      }
      ownDecay.put(parameter, decay);
    }
    return self();
  }

  private double checkedDecay(double decay) {
    if (!(decay >= 0)) {
      throw new IllegalArgumentException(
          name() + ": weightDecay=" + decay + "; expected a number >= 0.");
    }
    return decay;
  }

  /**
   * Scaling all gradients together so that their norm is at most max; see {@link
   * Gradients#clipNorm}.
   */
  public S clipGradNorm(double max) {
    Gradients.checkLimit(max);
    clipping = gradients -> Gradients.clipNorm(gradients, max).gradients();
    return self();
  }

  /** Bringing every element of every gradient into [−max, max]. */
  public S clipGradValue(double max) {
    Gradients.checkLimit(max);
    clipping = gradients -> Gradients.clipValue(gradients, max);
    return self();
  }

  /** Going up the loss instead of down; weight decay still makes parameters smaller. */
  public S maximizing() {
    ascending = true;
    return self();
  }

  // ---- steps ----

  /**
   * One step down the loss: forward, backward and update in one program, running statistics that
   * the loss carries included.
   *
   * @param loss a constant with a single element; its value stays readable, {@code loss.item()}
   * @param keep other tensors whose values stay readable after the step: logits, an accuracy
   */
  public void step(Tensor loss, Tensor... keep) {
    List<Tensor> kept = kept(loss, keep);
    apply(updates(loss, kept), kept);
  }

  /**
   * What {@link #step(Tensor, Tensor...)} would run, in words: kernels, memory, and what was not
   * fused and why. Nothing moves.
   */
  public Explanation explain(Tensor loss, Tensor... keep) {
    List<Tensor> kept = kept(loss, keep);
    return Evaluation.evaluator().explain(kept, updates(loss, kept));
  }

  private static List<Tensor> kept(Tensor loss, Tensor... keep) {
    List<Tensor> kept = new ArrayList<>(List.of(loss));
    kept.addAll(List.of(keep));
    return kept;
  }

  private List<Update> updates(Tensor loss, List<Tensor> kept) {
    Uses uses = Uses.of(kept);
    List<Parameter> moved = trained.values().stream().filter(uses.read()::contains).toList();
    return updates(moved, loss.gradients(moved), uses.carried());
  }

  /**
   * The gradients that {@link #step(List, Tensor...)} takes: one for each trained parameter, in
   * order, zeros where the loss does not lead.
   */
  public List<Tensor> gradients(Tensor loss) {
    return loss.gradients(trained.values());
  }

  /**
   * One step along gradients that were clipped, accumulated or averaged outside.
   *
   * @param gradients one for each trained parameter, in the order of {@link #trained}
   * @param keep tensors whose values stay readable; running statistics that they carry are assigned
   *     too
   */
  public void step(List<Tensor> gradients, Tensor... keep) {
    if (gradients.size() != trained.size()) {
      throw new IllegalArgumentException(
          name()
              + ".step: "
              + gradients.size()
              + " gradients came; expected "
              + trained.size()
              + ", one for each of "
              + trained.names()
              + ".");
    }
    List<Tensor> all = new ArrayList<>(gradients);
    all.addAll(List.of(keep));
    List<Update> updates =
        updates(List.copyOf(trained.values()), gradients, Uses.of(all).carried());
    apply(updates, List.of(keep));
  }

  private List<Update> updates(
      List<Parameter> moved, List<Tensor> gradients, List<Update> carried) {
    List<Tensor> down = ascending ? gradients.stream().map(Tensor::neg).toList() : gradients;
    List<Tensor> clipped = clipping.apply(down);
    List<Update> updates = new ArrayList<>();
    Step step = new Step(steps + 1, learningRate);
    for (int i = 0; i < moved.size(); i++) {
      updates.addAll(update(moved.get(i), clipped.get(i), step));
    }
    updates.addAll(carried);
    return updates;
  }

  private void apply(List<Update> updates, List<Tensor> keep) {
    List<Value> values = Evaluation.evaluator().run(keep, updates);
    for (int i = 0; i < keep.size(); i++) {
      keep.get(i).keep(values.get(i));
    }
    steps++;
  }

  /** What one step does to a parameter and to its slots. */
  abstract List<Update> update(Parameter parameter, Tensor gradient, Step step);

  /**
   * One step's numbers, shared by all its parameters so that they are one operand of the program.
   */
  static final class Step {
    private final long number;
    private final double rate;
    private final Map<String, Tensor> scalars = new HashMap<>();

    private Step(long number, double rate) {
      this.number = number;
      this.rate = rate;
    }

    /** 1 for the first step. */
    long number() {
      return number;
    }

    double rate() {
      return rate;
    }

    /** A number given at run time, the same tensor for one name. */
    Tensor scalar(String name, double value) {
      return scalars.computeIfAbsent(name, _ -> Tensor.scalar(value));
    }
  }

  // ---- state ----

  /** The decay of a parameter, 0 for none. */
  double decay(Parameter parameter) {
    return ownDecay.getOrDefault(parameter, weightDecay);
  }

  /** The gradient with weight decay added, as all optimisers but AdamW do. */
  Tensor decayed(Parameter parameter, Tensor gradient) {
    double decay = decay(parameter);
    return decay == 0 ? gradient : gradient.plus(parameter.read().times(decay));
  }

  /** State of this name beside a parameter, of its shape, made when first asked for. */
  Parameter slot(Parameter parameter, String name, double initial) {
    return slots
        .computeIfAbsent(parameter, _ -> new LinkedHashMap<>())
        .computeIfAbsent(name, _ -> filled(parameter, name, initial));
  }

  private static Parameter filled(Parameter like, String name, double initial) {
    float[] elements =
        new float[Math.toIntExact(Math.multiplyExact(like.space().size(), like.shape().width()))];
    java.util.Arrays.fill(elements, (float) initial);
    return Parameter.of(name, Parameter.Kind.STATE, like.space(), like.shape(), elements);
  }

  /** Makes all slots of a parameter, so that a checkpoint can be loaded before the first step. */
  abstract void prepare(Parameter parameter);

  /** The parameters it moves. */
  public Parameters trained() {
    return trained;
  }

  /** Its own state: {@code exp_avg.layers.0.weight}, ... Empty for plain gradient descent. */
  @Override
  public Parameters parameters() {
    Parameters all = Parameters.none();
    for (Map.Entry<String, Parameter> entry : trained.asMap().entrySet()) {
      prepare(entry.getValue());
      Map<String, Parameter> own = slots.getOrDefault(entry.getValue(), Map.of());
      for (Map.Entry<String, Parameter> slot : own.entrySet()) {
        all = all.with(slot.getKey() + "." + entry.getKey(), slot.getValue());
      }
    }
    return all;
  }

  /** Steps taken so far. */
  public long steps() {
    return steps;
  }

  /** Goes on from this number of steps; for checkpoints. */
  public void resumeAt(long stepsTaken) {
    if (stepsTaken < 0) {
      throw new IllegalArgumentException(
          name() + ".resumeAt: steps=" + stepsTaken + "; expected a number >= 0.");
    }
    steps = stepsTaken;
  }

  @Override
  public String toString() {
    return name()
        + "(learningRate="
        + learningRate
        + ", weightDecay="
        + weightDecay
        + ", steps="
        + steps
        + ")";
  }
}
