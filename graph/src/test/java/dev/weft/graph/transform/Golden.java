package dev.weft.graph.transform;

import dev.weft.graph.EdgeType;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Relation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;

/** Arrays of one golden case: numbers that an independent library computed for small graphs. */
final class Golden {
  /** Canonical types of the heterograph in the cases, in type-id order. */
  static final List<EdgeType> HETERO =
      List.of(
          EdgeType.parse("item:has:tag"),
          EdgeType.parse("item:rated-by:user"),
          EdgeType.parse("tag:of:item"),
          EdgeType.parse("user:follows:user"),
          EdgeType.parse("user:rates:item"));

  private final Map<String, double[]> arrays = new TreeMap<>();

  private Golden() {}

  static Path folder() {
    String root = System.getProperty("weft.root", ".");
    return Path.of(System.getProperty("weft.golden", root + "/../shared/golden"))
        .resolve("transforms");
  }

  /**
   * The case of this name; the test is skipped where the golden numbers are not on this machine.
   */
  static Golden load(String name) throws IOException {
    Path file = folder().resolve(name + ".npz");
    Assumptions.assumeTrue(
        Files.exists(file), "no golden numbers at " + file + "; set -Dweft.golden=DIR");
    Golden golden = new Golden();
    try (InputStream in = Files.newInputStream(file);
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        golden.arrays.put(entry.getName().replaceFirst("\\.npy$", ""), npy(zip.readAllBytes()));
      }
    }
    return golden;
  }

  private static double[] npy(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = buffer.getShort(8);
    String text = new String(bytes, 10, header, StandardCharsets.US_ASCII);
    buffer.position(10 + header);
    double[] out = new double[buffer.remaining() / (text.contains("f8") ? 8 : 4)];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          text.contains("i4")
              ? buffer.getInt()
              : text.contains("f4") ? buffer.getFloat() : buffer.getDouble();
    }
    return out;
  }

  double[] doubles(String name) {
    double[] found = arrays.get(name);
    if (found == null) {
      throw new IllegalArgumentException("no array " + name + " among " + arrays.keySet());
    }
    return found;
  }

  int[] ints(String name) {
    return Arrays.stream(doubles(name)).mapToInt(v -> (int) v).toArray();
  }

  boolean has(String name) {
    return arrays.containsKey(name);
  }

  int scalar(String name) {
    return ints(name)[0];
  }

  /** The homogeneous graph in arrays with this prefix. */
  Graph graph(String prefix) {
    String nodes = has(prefix + "num_nodes") ? prefix + "num_nodes" : "num_nodes";
    return Graph.of(scalar(nodes), ints(prefix + "src"), ints(prefix + "dst"));
  }

  Graph graph() {
    return graph("");
  }

  Graph hetero() {
    GraphBuilder builder = Graph.builder();
    List.of("item", "tag", "user")
        .forEach(type -> builder.nodes(type, scalar("num_nodes." + type)));
    HETERO.forEach(
        type ->
            builder.edges(type, ints("src." + type.relation()), ints("dst." + type.relation())));
    return builder.build();
  }

  /** Every array named prefix + node type, by type. */
  Map<String, int[]> byType(String prefix) {
    Map<String, int[]> out = new TreeMap<>();
    arrays.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .forEach(name -> out.put(name.substring(prefix.length()), ints(name)));
    return out;
  }

  /** Ends of a relation's edges as text, in id order. */
  static List<String> pairs(Relation relation) {
    int[] src = relation.query().edges(dev.weft.graph.EdgeOrder.ID).src();
    int[] dst = relation.query().edges(dev.weft.graph.EdgeOrder.ID).dst();
    return pairs(src, dst);
  }

  static List<String> pairs(int[] src, int[] dst) {
    List<String> out = new java.util.ArrayList<>();
    for (int i = 0; i < src.length; i++) {
      out.add(src[i] + "->" + dst[i]);
    }
    return out;
  }
}
