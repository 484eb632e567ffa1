package dev.weft.examples.verify;

import static dev.weft.tensor.Functions.elu;
import static dev.weft.tensor.Functions.gelu;
import static dev.weft.tensor.Functions.geluTanh;
import static dev.weft.tensor.Functions.leakyRelu;
import static dev.weft.tensor.Functions.logSigmoid;
import static dev.weft.tensor.Functions.logSoftmax;
import static dev.weft.tensor.Functions.relu;
import static dev.weft.tensor.Functions.selu;
import static dev.weft.tensor.Functions.silu;
import static dev.weft.tensor.Functions.softmax;
import static dev.weft.tensor.Functions.softplus;

import dev.weft.tensor.Tensor;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Activations: y of x, element by element or along an axis. */
final class ActivationFamily implements Family {
  /** Axis 0 is the rows, so a row's axis is one less. */
  private static final Pattern ALONG = Pattern.compile("(log_)?softmax_dim(\\d+)");

  @Override
  public Set<String> subjects() {
    return Set.of(
        "elu",
        "gelu_exact",
        "gelu_tanh",
        "gelu",
        "leaky_relu",
        "log_softmax_dim1",
        "softmax_dim1",
        "log_softmax_dim2",
        "softmax_dim2",
        "prelu",
        "relu",
        "selu",
        "sigmoid",
        "silu",
        "softplus",
        "tanh",
        "log_sigmoid");
  }

  @Override
  public Answer answer(GoldenCase given) {
    Tensor y = activation(given, given.rows("x"));
    given.allSettingsRead();
    return new Answer.Formula(Map.of("y", y));
  }

  private static Tensor activation(GoldenCase given, Tensor x) {
    String subject = given.subject();
    Matcher along = ALONG.matcher(subject);
    if (along.matches()) {
      int axis = Integer.parseInt(along.group(2)) - 1;
      return along.group(1) == null ? softmax(x, axis) : logSoftmax(x, axis);
    }
    return switch (subject) {
      case "elu" -> elu(x, given.hyper("alpha", 1.0));
      case "gelu", "gelu_exact", "gelu_tanh" ->
          given.hyper("approximate", "none").equals("tanh") ? geluTanh(x) : gelu(x);
      case "leaky_relu" -> leakyRelu(x, given.hyper("negative_slope", 0.01));
      case "prelu" -> prelu(given, x);
      case "relu" -> relu(x);
      case "selu" -> selu(x);
      case "sigmoid" -> x.sigmoid();
      case "silu" -> silu(x);
      case "softplus" -> softplus(x, given.hyper("beta", 1.0), given.hyper("threshold", 20.0));
      case "tanh" -> x.tanh();
      case "log_sigmoid" -> logSigmoid(x);
      default -> throw new UnknownCase(subject);
    };
  }

  private static Tensor prelu(GoldenCase given, Tensor x) {
    given.hyper("num_parameters");
    Tensor slope = given.constant("param.weight");
    return x.gt(0).select(x, x.times(slope));
  }
}
