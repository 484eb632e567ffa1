package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Parameters;
import dev.weft.nn.optim.Adadelta;
import dev.weft.nn.optim.Adagrad;
import dev.weft.nn.optim.Adam;
import dev.weft.nn.optim.Adamax;
import dev.weft.nn.optim.Gradients;
import dev.weft.nn.optim.Nadam;
import dev.weft.nn.optim.Optimizer;
import dev.weft.nn.optim.Radam;
import dev.weft.nn.optim.RmsProp;
import dev.weft.nn.optim.Schedule;
import dev.weft.nn.optim.Sgd;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Optimisers step by step, learning-rate schedules, gradient clipping. */
final class OptimizerFamily implements Family {
  @Override
  public Set<String> subjects() {
    return Set.of(
        "torch.optim.SGD",
        "torch.optim.Adam",
        "torch.optim.AdamW",
        "torch.optim.Adagrad",
        "torch.optim.RMSprop",
        "torch.optim.Adadelta",
        "torch.optim.Adamax",
        "torch.optim.NAdam",
        "torch.optim.RAdam",
        "torch.optim.lr_scheduler",
        "clip_grad_norm_",
        "clip_grad_value_");
  }

  @Override
  public Answer answer(GoldenCase given) {
    Answer answer =
        switch (given.subject()) {
          case "torch.optim.lr_scheduler" -> new Answer.Numbers(Map.of("lr", schedule(given)));
          case "clip_grad_norm_", "clip_grad_value_" -> new Answer.Formula(clipped(given));
          default -> new Answer.Numbers(Map.of("p", trajectory(given)));
        };
    given.allSettingsRead();
    return answer;
  }

  private static double[] trajectory(GoldenCase given) {
    Shape shape = Shape.of(given.shape("p0"));
    Parameter p = Parameter.of("p", Parameter.Kind.TRAINED, Space.ONE, shape, given.floats("p0"));
    Optimizer<?> optimizer = optimizer(given, Parameters.of(p));
    if (given.hyper("maximize", false)) {
      optimizer.maximizing();
    }
    for (String ofSpeed : List.of("foreach", "fused", "capturable", "differentiable")) {
      given.hyper(ofSpeed);
    }
    float[] gradients = given.floats("grads");
    double[] trajectory = new double[gradients.length];
    int size = shape.width();
    for (int from = 0; from < gradients.length; from += size) {
      optimizer.step(
          List.of(Tensor.of(Space.ONE, shape, Arrays.copyOfRange(gradients, from, from + size))));
      System.arraycopy(p.read().doubles(), 0, trajectory, from, size);
    }
    return trajectory;
  }

  private static Optimizer<?> optimizer(GoldenCase given, Parameters parameters) {
    String subject = given.subject();
    double decay = given.hyper("weight_decay", subject.endsWith("AdamW") ? 0.01 : 0.0);
    return switch (subject) {
      case "torch.optim.SGD" ->
          sgd(given, parameters).learningRate(given.hyper("lr", 1e-3)).weightDecay(decay);
      case "torch.optim.Adam" ->
          adam(given, Adam.of(parameters)).learningRate(given.hyper("lr", 1e-3)).weightDecay(decay);
      case "torch.optim.AdamW" ->
          adam(given, Adam.decoupled(parameters))
              .learningRate(given.hyper("lr", 1e-3))
              .weightDecay(decay);
      case "torch.optim.Adagrad" ->
          Adagrad.of(parameters)
              .rateDecay(given.hyper("lr_decay", 0.0))
              .initialSum(given.hyper("initial_accumulator_value", 0.0))
              .epsilon(given.hyper("eps", 1e-10))
              .learningRate(given.hyper("lr", 1e-2))
              .weightDecay(decay);
      case "torch.optim.RMSprop" ->
          rmsProp(given, parameters).learningRate(given.hyper("lr", 1e-2)).weightDecay(decay);
      case "torch.optim.Adadelta" ->
          Adadelta.of(parameters)
              .rho(given.hyper("rho", 0.9))
              .epsilon(given.hyper("eps", 1e-6))
              .learningRate(given.hyper("lr", 1.0))
              .weightDecay(decay);
      default -> likeAdam(given, parameters).weightDecay(decay);
    };
  }

  private static Optimizer<?> likeAdam(GoldenCase given, Parameters parameters) {
    double epsilon = given.hyper("eps", 1e-8);
    double first = beta(given, 0, 0.9);
    double second = beta(given, 1, 0.999);
    return switch (given.subject()) {
      case "torch.optim.Adamax" ->
          Adamax.of(parameters)
              .betas(first, second)
              .epsilon(epsilon)
              .learningRate(given.hyper("lr", 2e-3));
      case "torch.optim.NAdam" ->
          Nadam.of(parameters)
              .betas(first, second)
              .epsilon(epsilon)
              .momentumDecay(given.hyper("momentum_decay", 4e-3))
              .learningRate(given.hyper("lr", 2e-3));
      case "torch.optim.RAdam" ->
          Radam.of(parameters)
              .betas(first, second)
              .epsilon(epsilon)
              .learningRate(given.hyper("lr", 1e-3));
      default -> throw new UnknownCase(given.subject());
    };
  }

  private static double beta(GoldenCase given, int which, double otherwise) {
    JsonNode betas = given.hyper("betas");
    return betas.isArray() ? betas.get(which).asDouble() : otherwise;
  }

  private static Sgd sgd(GoldenCase given, Parameters parameters) {
    Sgd sgd =
        Sgd.of(parameters)
            .momentum(given.hyper("momentum", 0.0))
            .dampening(given.hyper("dampening", 0.0));
    return given.hyper("nesterov", false) ? sgd.nesterov() : sgd;
  }

  private static Adam adam(GoldenCase given, Adam adam) {
    Adam weighed =
        adam.epsilon(given.hyper("eps", 1e-8)).betas(beta(given, 0, 0.9), beta(given, 1, 0.999));
    return given.hyper("amsgrad", false) ? weighed.amsgrad() : weighed;
  }

  private static RmsProp rmsProp(GoldenCase given, Parameters parameters) {
    RmsProp prop =
        RmsProp.of(parameters)
            .alpha(given.hyper("alpha", 0.99))
            .epsilon(given.hyper("eps", 1e-8))
            .momentum(given.hyper("momentum", 0.0));
    return given.hyper("centered", false) ? prop.centered() : prop;
  }

  private static double[] schedule(GoldenCase given) {
    double rate = given.hyper("lr", 0.1);
    Schedule schedule =
        switch (given.hyper("name", "")) {
          case "StepLR" ->
              Schedule.step(rate, given.hyper("step_size", 1), given.hyper("gamma", 0.1));
          case "MultiStepLR" ->
              Schedule.multiStep(
                  rate, given.hyper("gamma", 0.1), milestones(given.hyper("milestones")));
          case "ExponentialLR" -> Schedule.exponential(rate, given.hyper("gamma", 0.1));
          case "CosineAnnealingLR" ->
              Schedule.cosine(rate, given.hyper("T_max", 1), given.hyper("eta_min", 0.0));
          case "LinearLR" ->
              Schedule.linear(
                  rate,
                  given.hyper("start_factor", 1 / 3.0),
                  given.hyper("end_factor", 1.0),
                  given.hyper("total_iters", 5));
          case "ConstantLR" ->
              Schedule.held(rate, given.hyper("factor", 1 / 3.0), given.hyper("total_iters", 5));
          case "PolynomialLR" ->
              Schedule.polynomial(rate, given.hyper("total_iters", 5), given.hyper("power", 1.0));
          case "CosineAnnealingWarmRestarts" ->
              Schedule.cosineRestarts(
                  rate,
                  given.hyper("T_0", 1),
                  given.hyper("T_mult", 1),
                  given.hyper("eta_min", 0.0));
          default -> throw new UnknownCase("schedule " + given.hyper("name", ""));
        };
    return IntStream.range(0, given.shape("lr")[0]).mapToDouble(schedule::at).toArray();
  }

  private static int[] milestones(JsonNode epochs) {
    return IntStream.range(0, epochs.size()).map(i -> epochs.get(i).asInt()).toArray();
  }

  private static Gradients.Norm norm(GoldenCase given) {
    JsonNode type = given.hyper("norm_type");
    return switch (type.isMissingNode() ? "2" : type.asText().toLowerCase(Locale.ROOT)) {
      case "1", "1.0" -> Gradients.Norm.L1;
      case "2", "2.0" -> Gradients.Norm.L2;
      case "inf", "infinity" -> Gradients.Norm.MAX;
      default -> throw new UnknownCase("norm_type=" + type);
    };
  }

  private static Map<String, Tensor> clipped(GoldenCase given) {
    List<String> numbers =
        given.names("g").stream().filter(n -> n.matches("g\\d+")).map(n -> n.substring(1)).toList();
    List<Tensor> gradients = new ArrayList<>();
    numbers.forEach(i -> gradients.add(given.constant("g" + i)));
    Map<String, Tensor> outputs = new TreeMap<>();
    List<Tensor> out;
    if (given.subject().equals("clip_grad_norm_")) {
      Gradients.Clipped clipped =
          Gradients.clipNorm(gradients, given.hyper("max_norm", 1.0), norm(given));
      outputs.put("total_norm", clipped.norm());
      out = clipped.gradients();
    } else {
      out = Gradients.clipValue(gradients, given.hyper("clip_value", 1.0));
    }
    for (int i = 0; i < numbers.size(); i++) {
      outputs.put("out" + numbers.get(i), out.get(i));
    }
    return outputs;
  }
}
