package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.datasets.numpy.Npz;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * A recorded case: its description and its arrays. It hands out leaves and remembers under which
 * array's name, so that gradients can be compared.
 */
final class GoldenCase {
  private final String name;
  private final JsonNode json;
  private final Npz arrays;
  private final Map<String, Tensor> leaves = new LinkedHashMap<>();
  private final Set<String> read = new TreeSet<>();
  private final Set<String> opened = new HashSet<>();

  GoldenCase(String name, JsonNode json, Npz arrays) {
    this.name = name;
    this.json = json;
    this.arrays = arrays;
  }

  String name() {
    return name;
  }

  /** The operator or layer, as the case calls it. */
  String subject() {
    return json.path("op").asText(json.path("layer").asText(""));
  }

  /** The whole description. */
  JsonNode json() {
    return json;
  }

  // ---- hyper-parameters ----

  /** A setting; missing when the case has none of this name. */
  JsonNode hyper(String key) {
    read.add(key);
    return json.path("hyper").path(key);
  }

  /** A text setting. */
  String hyper(String key, String otherwise) {
    JsonNode value = hyper(key);
    return value.isMissingNode() || value.isNull() ? otherwise : value.asText();
  }

  /** A number setting. */
  double hyper(String key, double otherwise) {
    JsonNode value = hyper(key);
    return value.isNumber() ? value.asDouble() : otherwise;
  }

  /** A whole-number setting. */
  int hyper(String key, int otherwise) {
    JsonNode value = hyper(key);
    return value.isNumber() ? value.asInt() : otherwise;
  }

  /** A number setting that has no usual value. */
  double number(String key) {
    if (!hyper(key).isNumber()) {
      throw new UnknownCase("no number for setting " + key);
    }
    return hyper(key).asDouble();
  }

  /** A yes-or-no setting. */
  boolean hyper(String key, boolean otherwise) {
    JsonNode value = hyper(key);
    return value.isBoolean() ? value.asBoolean() : otherwise;
  }

  /** Fails as unknown when the case has a setting that nobody read: it might change the result. */
  void allSettingsRead() {
    json.path("hyper")
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!read.contains(key)) {
                throw new UnknownCase("setting " + key + "=" + json.path("hyper").path(key));
              }
            });
  }

  // ---- arrays ----

  boolean has(String array) {
    return arrays.contains(array);
  }

  /** The first of these names that the case has an array of. */
  String first(String... candidates) {
    for (String candidate : candidates) {
      if (has(candidate)) {
        return candidate;
      }
    }
    throw new UnknownCase("none of the arrays " + List.of(candidates));
  }

  Set<String> names() {
    return arrays.names();
  }

  /** Names with this prefix. */
  List<String> names(String prefix) {
    return arrays.names().stream().filter(n -> n.startsWith(prefix)).toList();
  }

  int[] shape(String array) {
    return arrays.shape(array);
  }

  float[] floats(String array) {
    opened.add(array);
    return arrays.floats(array);
  }

  double[] doubles(String array) {
    opened.add(array);
    return arrays.doubles(array);
  }

  int[] ints(String array) {
    opened.add(array);
    return arrays.ints(array);
  }

  /** The single number in an array of shape [1]. */
  int count(String array) {
    return ints(array)[0];
  }

  /**
   * Fails as unknown when the case has a graph, an input or a parameter that nobody read: it might
   * change the result.
   */
  void allArraysRead() {
    described(
        (array, role) -> {
          if (!isResult(role) && !opened.contains(array)) {
            throw new UnknownCase("array " + array + " of role " + role);
          }
        });
  }

  /**
   * Fails as unknown when the case has an input or a constant that nobody read, cotangents aside.
   */
  void allInputsRead() {
    described(
        (array, role) -> {
          boolean matters = role.equals("input") || role.equals("constant");
          boolean cotangent = array.equals("R") || array.startsWith("R_");
          if (matters && !cotangent && !opened.contains(array)) {
            throw new UnknownCase("array " + array + " of role " + role);
          }
        });
  }

  /** Outputs and gradients to be met, without the float64 twins. */
  Set<String> recorded() {
    Set<String> results = new TreeSet<>();
    described(
        (array, role) -> {
          if (isResult(role)) {
            results.add(array);
          }
        });
    List.copyOf(results).forEach(array -> twin(array).ifPresent(results::remove));
    return results;
  }

  /**
   * The float64 twin of an array: {@code y64_h} of {@code y_h}, {@code grad64_x} of {@code grad_x},
   * {@code p64} of {@code p}.
   */
  Optional<String> twin(String array) {
    int cut = array.indexOf('_');
    String twin = cut < 0 ? array + "64" : array.substring(0, cut) + "64" + array.substring(cut);
    return Optional.of(twin).filter(this::has);
  }

  private void described(BiConsumer<String, String> consumer) {
    json.path("arrays")
        .properties()
        .forEach(e -> consumer.accept(e.getKey(), e.getValue().path("role").asText()));
  }

  private static boolean isResult(String role) {
    return role.equals("output") || role.equals("gradient");
  }

  /** The array without its first axis, as row shape. */
  Shape rowShape(String array) {
    int[] dims = shape(array);
    return Shape.of(Arrays.copyOfRange(dims, 1, dims.length));
  }

  // ---- leaves ----

  /** An array as rows of a space. */
  Tensor rows(String array, Space space) {
    return leaves.computeIfAbsent(array, _ -> Tensor.of(space, rowShape(array), floats(array)));
  }

  /** An array as plain rows. */
  Tensor rows(String array) {
    return rows(array, new Space.Rows(shape(array)[0]));
  }

  /** An array as a constant of its whole shape. */
  Tensor constant(String array) {
    return leaves.computeIfAbsent(array, _ -> Tensor.constant(floats(array), shape(array)));
  }

  /** An integer array as rows of a space; it has no gradient. */
  Tensor integers(String array, Space space) {
    return Tensor.of(space, rowShape(array), ints(array));
  }

  /** Says that this tensor stands for an array: its gradient is compared with the recorded one. */
  void bind(String array, Tensor leaf) {
    leaves.put(array, leaf);
  }

  /** Says that this parameter stands for {@code param.<its name>}. */
  void bind(Parameter parameter) {
    bind("param." + parameter.name(), parameter.read());
  }

  /** The leaf that stands for an array. */
  Optional<Tensor> leaf(String array) {
    return Optional.ofNullable(leaves.get(array));
  }
}
