package dev.weft.kernels.bench;

import dev.weft.kernels.sparse.Coo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Graphs by name: made from a seed, or read from a folder. */
final class TestGraphs {
  private static final Pattern UNIFORM = Pattern.compile("uniform-(\\d+)-(\\d+)");
  private static final Pattern NODES = Pattern.compile("\"num_nodes\":\\s*(\\d+)");

  private TestGraphs() {}

  /**
   * {@code uniform-NODES-DEGREE}, every end of every edge drawn alike; else the folder of this name
   * below {@code -Dweft.graphs}, the environment variable {@code WEFT_GRAPHS} or {@code
   * ../shared/graphs} beside the repository, with {@code src.bin}, {@code dst.bin} and {@code
   * meta.json}.
   */
  static Coo named(String name) {
    Matcher uniform = UNIFORM.matcher(name);
    if (uniform.matches()) {
      return uniform(Integer.parseInt(uniform.group(1)), Integer.parseInt(uniform.group(2)));
    }
    Path folder = root().resolve(name);
    try {
      Matcher nodes = NODES.matcher(Files.readString(folder.resolve("meta.json")));
      if (!nodes.find()) {
        throw new IllegalArgumentException(folder + ": meta.json has no num_nodes.");
      }
      int n = Integer.parseInt(nodes.group(1));
      return Coo.of(n, n, ints(folder.resolve("src.bin")), ints(folder.resolve("dst.bin")));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "graph " + name + ": expected uniform-NODES-DEGREE or a folder below weft.graphs", e);
    }
  }

  private static Coo uniform(int nodes, int degree) {
    Random random = new Random(1);
    int edges = Math.multiplyExact(nodes, degree);
    return Coo.of(
        nodes,
        nodes,
        random.ints(edges, 0, nodes).toArray(),
        random.ints(edges, 0, nodes).toArray());
  }

  private static Path root() {
    String told =
        System.getProperty(
            "weft.graphs", Optional.ofNullable(System.getenv("WEFT_GRAPHS")).orElse(""));
    return told.isEmpty()
        ? Path.of(System.getProperty("weft.root", "."), "..", "shared", "graphs")
        : Path.of(told);
  }

  private static int[] ints(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int[] numbers = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(numbers);
    return numbers;
  }
}
