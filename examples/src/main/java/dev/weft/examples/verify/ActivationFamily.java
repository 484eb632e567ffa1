package dev.weft.examples.verify;

import static dev.weft.tensor.Functions.celu;
import static dev.weft.tensor.Functions.clamp;
import static dev.weft.tensor.Functions.elu;
import static dev.weft.tensor.Functions.gelu;
import static dev.weft.tensor.Functions.geluTanh;
import static dev.weft.tensor.Functions.glu;
import static dev.weft.tensor.Functions.hardShrink;
import static dev.weft.tensor.Functions.hardSigmoid;
import static dev.weft.tensor.Functions.hardSwish;
import static dev.weft.tensor.Functions.hardTanh;
import static dev.weft.tensor.Functions.l2Normalize;
import static dev.weft.tensor.Functions.leakyRelu;
import static dev.weft.tensor.Functions.logSigmoid;
import static dev.weft.tensor.Functions.logSoftmax;
import static dev.weft.tensor.Functions.logSumExp;
import static dev.weft.tensor.Functions.mish;
import static dev.weft.tensor.Functions.relu;
import static dev.weft.tensor.Functions.relu6;
import static dev.weft.tensor.Functions.selu;
import static dev.weft.tensor.Functions.silu;
import static dev.weft.tensor.Functions.softShrink;
import static dev.weft.tensor.Functions.softmax;
import static dev.weft.tensor.Functions.softmin;
import static dev.weft.tensor.Functions.softplus;
import static dev.weft.tensor.Functions.softsign;
import static dev.weft.tensor.Functions.square;
import static dev.weft.tensor.Functions.tanhShrink;
import static dev.weft.tensor.Functions.threshold;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Activations and other functions of one array: y of x, element by element or along an axis. They
 * are known by their names as functions ({@code leaky_relu}) and as modules ({@code LeakyReLU}).
 */
final class ActivationFamily implements Family {
  private static final String NAMES =
      """
      relu ReLU relu6 ReLU6 elu ELU selu SELU celu CELU gelu GELU gelu_exact gelu_tanh
      leaky_relu LeakyReLU rrelu RReLU prelu PReLU silu SiLU swish mish Mish
      sigmoid Sigmoid log_sigmoid LogSigmoid tanh Tanh softplus Softplus softsign Softsign
      hardtanh Hardtanh hardsigmoid Hardsigmoid hardswish Hardswish threshold Threshold
      softshrink Softshrink hardshrink Hardshrink tanhshrink Tanhshrink
      softmax Softmax softmin Softmin log_softmax LogSoftmax glu GLU logsumexp normalize
      identity Identity square abs exp expm1 log log1p sqrt rsqrt reciprocal neg sign
      sin cos erf floor ceil round clamp pow
      """;

  /** A name with its axis behind it: {@code softmax_dim1}. */
  private static final Pattern ALONG = Pattern.compile("(.*)_dim(\\d)");

  @Override
  public Set<String> subjects() {
    return Stream.concat(
            Arrays.stream(NAMES.split("\\s+")),
            Stream.of("softmax", "log_softmax", "softmin", "glu", "logsumexp")
                .flatMap(name -> Stream.of("_dim0", "_dim1", "_dim2").map(name::concat)))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Answer answer(GoldenCase given) {
    Matcher along = ALONG.matcher(given.subject());
    Tensor y =
        along.matches()
            ? along(given, along.group(1), Integer.parseInt(along.group(2)))
            : activation(given, plain(given.subject()), given.rows("x"));
    given.allSettingsRead();
    given.allInputsRead();
    return new Answer.Formula(Map.of("y", y));
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  private static Tensor activation(GoldenCase given, String name, Tensor x) {
    given.hyper("inplace");
    return switch (name) {
      case "relu" -> relu(x);
      case "relu6" -> relu6(x);
      case "elu" -> elu(x, given.hyper("alpha", 1.0));
      case "selu" -> selu(x);
      case "celu" -> celu(x, given.hyper("alpha", 1.0));
      case "gelu", "geluexact", "gelutanh" -> gelued(given, name, x);
      case "leakyrelu" -> leakyRelu(x, given.hyper("negative_slope", 0.01));
      case "rrelu" -> rrelu(given, x);
      case "prelu" -> prelu(given, x);
      case "silu", "swish" -> silu(x);
      case "mish" -> mish(x);
      case "sigmoid" -> x.sigmoid();
      case "logsigmoid" -> logSigmoid(x);
      case "tanh" -> x.tanh();
      case "softplus" -> softplus(x, given.hyper("beta", 1.0), given.hyper("threshold", 20.0));
      case "softsign" -> softsign(x);
      case "hardtanh" -> hardTanh(x, given.hyper("min_val", -1.0), given.hyper("max_val", 1.0));
      case "hardsigmoid" -> hardSigmoid(x);
      case "hardswish" -> hardSwish(x);
      case "threshold" -> threshold(x, given.number("threshold"), given.number("value"));
      case "softshrink" -> softShrink(x, lambda(given));
      case "hardshrink" -> hardShrink(x, lambda(given));
      case "tanhshrink" -> tanhShrink(x);
      case "glu" -> along(given, name, given.hyper("dim", -1));
      case "normalize" -> along(given, name, given.hyper("dim", 1));
      case "softmax", "softmin", "logsoftmax", "logsumexp" ->
          along(given, name, (int) given.number("dim"));
      default -> elementary(given, name, x);
    };
  }

  private static Tensor elementary(GoldenCase given, String name, Tensor x) {
    return switch (name) {
      case "identity" -> x;
      case "square" -> square(x);
      case "abs" -> x.abs();
      case "exp" -> x.exp();
      case "expm1" -> x.expm1();
      case "log" -> x.log();
      case "log1p" -> x.log1p();
      case "sqrt" -> x.sqrt();
      case "rsqrt" -> x.sqrt().reciprocal();
      case "reciprocal" -> x.reciprocal();
      case "neg" -> x.neg();
      case "sign" -> x.sign();
      case "sin" -> x.sin();
      case "cos" -> x.cos();
      case "erf" -> x.erf();
      case "floor" -> x.floor();
      case "ceil" -> x.ceil();
      case "round" -> x.round();
      case "clamp" ->
          clamp(
              x,
              given.hyper("min", Double.NEGATIVE_INFINITY),
              given.hyper("max", Double.POSITIVE_INFINITY));
      case "pow" -> x.pow(given.number("exponent"));
      default -> throw new UnknownCase(given.subject());
    };
  }

  /** Along an axis of the array; axis 0 is the rows, so a row's axis is one less. */
  private static Tensor along(GoldenCase given, String name, int dim) {
    int rank = given.shape("x").length;
    int axis = dim < 0 ? dim + rank : dim;
    JsonNode said = given.hyper("dim");
    if (said.isNumber() && said.asInt() != axis && said.asInt() + rank != axis) {
      throw new UnknownCase("dim=" + said + " in a case along axis " + axis);
    }
    Tensor x = given.rows("x");
    if (axis > 0) {
      return along(given, name, x, axis - 1);
    }
    Tensor y = along(given, name, x.asConstant(), 0);
    return plain(name).equals("logsumexp") ? y : y.asRows();
  }

  private static Tensor along(GoldenCase given, String name, Tensor x, int axis) {
    return switch (plain(name)) {
      case "softmax" -> softmax(x, axis);
      case "softmin" -> softmin(x, axis);
      case "logsoftmax" -> logSoftmax(x, axis);
      case "glu" -> glu(x, axis);
      case "logsumexp" -> {
        unknownIf(given.hyper("keepdim", false), "keepdim=true");
        yield logSumExp(x, axis);
      }
      case "normalize" -> {
        unknownIf(given.hyper("p", 2.0) != 2, "p=" + given.hyper("p", 2.0));
        yield l2Normalize(x, axis, given.hyper("eps", 1e-12));
      }
      default -> throw new UnknownCase(given.subject());
    };
  }

  private static void unknownIf(boolean different, String setting) {
    if (different) {
      throw new UnknownCase(setting);
    }
  }

  private static Tensor gelued(GoldenCase given, String name, Tensor x) {
    String usual = name.equals("gelutanh") ? "tanh" : "none";
    return given.hyper("approximate", usual).equals("tanh") ? geluTanh(x) : gelu(x);
  }

  /** In evaluation the slope is the middle of its range. */
  private static Tensor rrelu(GoldenCase given, Tensor x) {
    unknownIf(given.hyper("training", false), "training=true");
    return leakyRelu(x, (given.hyper("lower", 1 / 8.0) + given.hyper("upper", 1 / 3.0)) / 2);
  }

  private static double lambda(GoldenCase given) {
    return given.hyper("lambd", given.hyper("lambda", given.hyper("lambda_", 0.5)));
  }

  /** One slope for all, or one for each channel, which is the first axis of a row. */
  private static Tensor prelu(GoldenCase given, Tensor x) {
    given.hyper("num_parameters");
    given.hyper("init");
    Tensor slope = given.constant(given.has("param.weight") ? "param.weight" : "weight");
    int[] dims = new int[Math.max(1, x.shape().rank())];
    Arrays.fill(dims, 1);
    dims[0] = slope.shape().width();
    Tensor shaped = x.shape().rank() == 0 ? slope.reshape() : slope.reshape(dims);
    return x.gt(0).select(x, x.times(shaped));
  }
}
