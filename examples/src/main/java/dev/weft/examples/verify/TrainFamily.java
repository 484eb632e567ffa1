package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.examples.verify.TrainedStack.Kind;
import dev.weft.graph.EdgeList;
import dev.weft.nn.loss.CrossEntropy;
import dev.weft.nn.optim.Adam;
import dev.weft.nn.optim.Optimizer;
import dev.weft.nn.optim.Sgd;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Short training runs of a stack of equal layers: the loss of every step, first gradients, final
 * parameters and logits.
 */
final class TrainFamily implements Family {
  /** What single-precision sums of this length cost, as in the cases of single layers. */
  private static final Comparison FIRST = new Comparison(1e-4, 1e-5);

  private static final Pattern OPTIMIZER =
      Pattern.compile("(\\w+) lr ([0-9.eE+-]+)(?:,? weight[ _]decay ([0-9.eE+-]+))?");

  @Override
  public Set<String> subjects() {
    return IntStream.rangeClosed(1, 8)
        .boxed()
        .flatMap(depth -> Arrays.stream(Kind.values()).map(kind -> kind.words() + " x " + depth))
        .collect(Collectors.toSet());
  }

  @Override
  public Answer answer(GoldenCase given) {
    TrainedStack stack = TrainedStack.of(given);
    Optimizer<?> optimizer = optimizer(given, stack);
    EdgeList edges = Graphs.edges(given);
    Tensor x = given.rows("x", edges.src());
    Tensor label = given.integers("label", edges.dst());
    Supplier<Tensor> logits = () -> stack.forward(edges, x);
    CrossEntropy entropy = CrossEntropy.of();
    Optional<Tensor> mask =
        given.has("mask") ? Optional.of(given.integers("mask", edges.dst())) : Optional.empty();
    Supplier<Tensor> loss =
        () ->
            mask.map(m -> entropy.of(logits.get(), label, m))
                .orElseGet(() -> entropy.of(logits.get(), label));
    int steps = given.hyper("steps", 0);
    given.allSettingsRead();
    given.allArraysRead();

    Map<String, double[]> came = new TreeMap<>(first(stack, logits.get(), loss.get()));
    double[] losses = new double[steps];
    for (int i = 0; i < steps; i++) {
      Tensor now = loss.get();
      optimizer.step(now);
      losses[i] = now.item();
    }
    came.put("losses", losses);
    came.put("logits", logits.get().doubles());
    stack
        .parameters()
        .elementsByName()
        .forEach((name, elements) -> came.put("final." + name, elements));
    return new Answer.Numbers(came, rule(given));
  }

  /** Logits and gradients before the first step. */
  private static Map<String, double[]> first(TrainedStack stack, Tensor logits, Tensor loss) {
    Map<String, Parameter> trained = stack.parameters().trained().asMap();
    List<String> names = new ArrayList<>(List.of("logits0"));
    trained.keySet().forEach(name -> names.add("grad_param." + name));
    List<Tensor> wanted = new ArrayList<>(List.of(logits));
    wanted.addAll(loss.gradients(trained.values()));
    List<Tensor> values = Evaluation.evaluate(wanted);
    return IntStream.range(0, names.size())
        .boxed()
        .collect(Collectors.toMap(names::get, i -> values.get(i).doubles()));
  }

  /** A name and a rate: {@code Adam lr 0.01}. */
  private static Optimizer<?> optimizer(GoldenCase given, TrainedStack stack) {
    String words = given.hyper("optimizer", "");
    Matcher parts = OPTIMIZER.matcher(words);
    if (!parts.matches()) {
      throw new UnknownCase("optimizer " + words);
    }
    double rate = Double.parseDouble(parts.group(2));
    double decay = parts.group(3) == null ? 0 : Double.parseDouble(parts.group(3));
    return switch (parts.group(1)) {
      case "Adam" -> Adam.of(stack.parameters()).learningRate(rate).weightDecay(decay);
      case "AdamW" ->
          Adam.decoupled(stack.parameters())
              .learningRate(rate)
              .weightDecay(parts.group(3) == null ? 0.01 : decay);
      case "SGD" -> Sgd.of(stack.parameters()).learningRate(rate).weightDecay(decay);
      default -> throw new UnknownCase("optimizer " + words);
    };
  }

  /**
   * The tolerances of the case, which has one for the first loss, one for all losses and one for
   * what they lead to.
   */
  private static Rule rule(GoldenCase given) {
    JsonNode tolerance = given.json().path("tolerance");
    Comparison losses =
        new Comparison(
            tolerance.at("/losses/rtol").asDouble(), tolerance.at("/losses/atol").asDouble());
    Comparison last = new Comparison(0, tolerance.path("final_logits_atol").asDouble());
    Map<String, Comparison> own = new HashMap<>();
    own.put("first loss", new Comparison(tolerance.path("first_loss_rtol").asDouble(), 0));
    own.put("losses", losses);
    for (String array : given.recorded()) {
      if (array.equals("logits0") || array.startsWith("grad_")) {
        own.put(array, FIRST);
      } else if (array.equals("logits") || array.startsWith("final.")) {
        own.put(array, last);
      }
    }
    return new Rule(TrainFamily::withFirstLoss, own);
  }

  private static Map<String, double[]> withFirstLoss(Map<String, double[]> arrays) {
    Map<String, double[]> out = new TreeMap<>(arrays);
    double[] losses = arrays.getOrDefault("losses", new double[0]);
    out.put("first loss", Arrays.copyOf(losses, Math.min(1, losses.length)));
    return out;
  }
}
