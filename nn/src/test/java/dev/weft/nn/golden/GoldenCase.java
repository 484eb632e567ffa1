package dev.weft.nn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Numbers of DGL and PyTorch: inputs, parameters, outputs and gradients of one operator, layer,
 * optimiser or training run.
 */
final class GoldenCase {
  /** An array: its shape and its elements, row-major. */
  record Array(int[] shape, double[] data) {
    int rows() {
      return shape[0];
    }

    Shape rowShape() {
      return Shape.of(Arrays.copyOfRange(shape, 1, shape.length));
    }

    int[] ints() {
      return Arrays.stream(data).mapToInt(x -> (int) x).toArray();
    }

    float[] floats() {
      float[] out = new float[data.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) data[i];
      }
      return out;
    }
  }

  private static final double TIGHT = 1e-9;
  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([^)]*)\\)");
  private static final Pattern TYPE = Pattern.compile("'descr': '([^']*)'");

  final String name;
  final JsonNode json;
  final Map<String, Array> arrays;

  private GoldenCase(String name, JsonNode json, Map<String, Array> arrays) {
    this.name = name;
    this.json = json;
    this.arrays = arrays;
  }

  /** Where the numbers are. */
  static Path folder() {
    return Path.of(
        System.getProperty(
            "weft.golden",
            Path.of(System.getProperty("weft.root", "..")).resolve("../shared/golden").toString()));
  }

  /** The cases of a group; none when the folder is absent. */
  static List<Path> files(String group) {
    Path folder = folder().resolve(group);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static GoldenCase read(Path json) throws IOException {
    String file = json.getFileName().toString();
    String name = file.substring(0, file.length() - ".json".length());
    return new GoldenCase(
        name,
        new ObjectMapper().readTree(Files.readAllBytes(json)),
        arrays(json.resolveSibling(name + ".npz")));
  }

  private static Map<String, Array> arrays(Path npz) throws IOException {
    Map<String, Array> all = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(npz.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        all.put(
            entry.getName().replaceFirst("\\.npy$", ""),
            array(ByteBuffer.wrap(zip.getInputStream(entry).readAllBytes())));
      }
    }
    return all;
  }

  private static Array array(ByteBuffer npy) {
    npy.order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = new byte[npy.getShort(8)];
    npy.position(10).get(header);
    String text = new String(header, StandardCharsets.US_ASCII);
    int[] shape =
        Arrays.stream(first(SHAPE, text).split(","))
            .map(String::trim)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    double[] data = new double[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    String type = first(TYPE, text);
    for (int i = 0; i < data.length; i++) {
      data[i] =
          switch (type) {
            case "<f4" -> npy.getFloat();
            case "<f8" -> npy.getDouble();
            case "<i4" -> npy.getInt();
            default -> throw new IllegalArgumentException("npy type " + type);
          };
    }
    return new Array(shape, data);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertTrue(matcher.find(), text);
    return matcher.group(1);
  }

  // ---- what it holds ----

  String op() {
    return json.path(json.has("op") ? "op" : "layer").asText();
  }

  JsonNode hyper() {
    return json.path("hyper");
  }

  boolean has(String array) {
    return arrays.containsKey(array);
  }

  Array array(String array) {
    return arrays.get(array);
  }

  int number(String array) {
    return (int) array(array).data()[0];
  }

  /** The relation: a graph, or a block of two node sets. */
  Edges edges() {
    NodeSet src = NodeSet.of("src", number(has("num_nodes") ? "num_nodes" : "num_src"));
    NodeSet dst = has("num_nodes") ? src : NodeSet.of("dst", number("num_dst"));
    return Edges.of(
        EdgeList.of(
            "edges",
            src,
            dst,
            Coo.of(src.size(), dst.size(), array("src").ints(), array("dst").ints())));
  }

  /** Rows of a space, in float32. */
  Tensor rows(String array, Space space) {
    Array a = array(array);
    return Tensor.of(space, a.rowShape(), a.floats());
  }

  Tensor plainRows(String array) {
    return rows(array, new Space.Rows(array(array).rows()));
  }

  /** Gives the parameters what stands under param. and buffer. */
  void load(Parameters parameters) {
    Map<String, float[]> elements = new LinkedHashMap<>();
    arrays.forEach(
        (key, value) -> {
          if (key.startsWith("param.") || key.startsWith("buffer.")) {
            elements.put(key.substring(key.indexOf('.') + 1), value.floats());
          }
        });
    parameters.load(elements);
  }

  // ---- comparing ----

  /**
   * y64 and its like to 1e-9 where they exist, else the float32 array within the case's tolerance.
   */
  void check(String array, Tensor actual) {
    check(array, actual.doubles());
  }

  void check(String array, double[] actual) {
    String in64 =
        array.startsWith("grad_")
            ? "grad64_" + array.substring(5)
            : array.startsWith("y_") ? "y64_" + array.substring(2) : array + "64";
    boolean exact = has(in64);
    double[] expected = array(exact ? in64 : array).data();
    assertEquals(expected.length, actual.length, name + " " + array + ": number of elements");
    double relative = exact ? TIGHT : json.path("tolerance").path("rtol").asDouble(1e-4);
    double absolute = exact ? TIGHT : json.path("tolerance").path("atol").asDouble(1e-5);
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= absolute + relative * Math.abs(expected[i]))) {
        fail(name + " " + array + "[" + i + "]: " + actual[i] + "; expected " + expected[i]);
      }
    }
  }
}
