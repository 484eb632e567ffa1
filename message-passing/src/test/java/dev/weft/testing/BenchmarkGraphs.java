package dev.weft.testing;

import dev.weft.graph.EdgeList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Large graphs in folders of {@code src.bin}, {@code dst.bin} and {@code meta.json}: below the
 * system property {@code weft.graphs}, the environment variable {@code WEFT_GRAPHS}, or {@code
 * ../shared/graphs} beside the project.
 */
public final class BenchmarkGraphs {
  private static final Pattern NODES = Pattern.compile("\"num_nodes\":\\s*(\\d+)");

  private BenchmarkGraphs() {}

  /** The graph of this name; empty when it is not there. */
  public static Optional<EdgeList> named(String name) {
    Path folder = root().resolve(name);
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try {
      Matcher nodes = NODES.matcher(Files.readString(folder.resolve("meta.json")));
      if (!nodes.find()) {
        throw new IllegalStateException(folder + ": meta.json has no num_nodes.");
      }
      return Optional.of(
          Graphs.homogeneous(
              name,
              Integer.parseInt(nodes.group(1)),
              ints(folder.resolve("src.bin")),
              ints(folder.resolve("dst.bin"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
