package dev.weft.examples.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.examples.report.Json;
import dev.weft.kernels.sparse.Coo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A graph in a folder: {@code src.bin} and {@code dst.bin} (int32, little endian, one number an
 * edge), where edges have types {@code etype.bin} as well, and {@code meta.json} with {@code
 * num_nodes} and, if it likes, {@code name}.
 *
 * @param name from {@code meta.json}, else the folder's
 * @param numNodes nodes
 * @param src source of every edge
 * @param dst destination of every edge
 * @param types type of every edge, if it has any
 */
public record GraphFolder(String name, int numNodes, int[] src, int[] dst, Optional<int[]> types) {
  /** What a work without a graph has for one. */
  public static final GraphFolder NONE =
      new GraphFolder("no graph", 0, new int[0], new int[0], Optional.empty());

  /**
   * Reads a folder.
   *
   * @throws IOException when a file is missing or cannot be read
   * @throws IllegalArgumentException when the files do not fit together; the message says how
   */
  public static GraphFolder read(Path folder) throws IOException {
    Path meta = folder.resolve("meta.json");
    JsonNode told = json(meta);
    JsonNode count = told.path("num_nodes");
    if (!count.isIntegralNumber() || !count.canConvertToInt() || count.intValue() < 0) {
      throw new IllegalArgumentException(
          meta + ": num_nodes is " + count + "; expected a number from 0 below 2^31.");
    }
    int[] src = ints(folder.resolve("src.bin"));
    int[] dst = ints(folder.resolve("dst.bin"));
    if (src.length != dst.length) {
      throw new IllegalArgumentException(
          folder
              + ": src.bin has "
              + src.length
              + " numbers and dst.bin "
              + dst.length
              + "; expected as many, one for each edge.");
    }
    String name =
        told.path("name").asText(folder.toAbsolutePath().normalize().getFileName().toString());
    return new GraphFolder(name, count.intValue(), src, dst, types(folder, src.length));
  }

  /**
   * Writes it as a folder that {@link #read} reads; {@code meta.json} comes last, so a folder that
   * has one is whole.
   *
   * @throws IOException when a file cannot be written
   */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("src.bin"), bytes(src));
    Files.write(folder.resolve("dst.bin"), bytes(dst));
    if (types.isPresent()) {
      Files.write(folder.resolve("etype.bin"), bytes(types.get()));
    }
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("name", name);
    meta.put("num_nodes", numNodes);
    meta.put("num_edges", src.length);
    Files.writeString(folder.resolve("meta.json"), Json.text(meta) + "\n");
  }

  private static byte[] bytes(int[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(numbers);
    return bytes.array();
  }

  private static Optional<int[]> types(Path folder, int edges) throws IOException {
    Path file = folder.resolve("etype.bin");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    int[] types = ints(file);
    if (types.length != edges) {
      throw new IllegalArgumentException(
          file + ": " + types.length + " numbers; expected " + edges + ", one for each edge.");
    }
    return Optional.of(types);
  }

  /**
   * Type of every edge.
   *
   * @throws IllegalArgumentException when there is no {@code etype.bin}
   */
  int[] typesOfEdges() {
    return types.orElseThrow(
        () ->
            new IllegalArgumentException(
                "Graph "
                    + name
                    + " has no types of edges; expected etype.bin beside src.bin, one int32 an edge."));
  }

  /** One more than the largest type. */
  int numTypes() {
    return Arrays.stream(typesOfEdges()).max().orElse(-1) + 1;
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": no JSON (" + e.getOriginalMessage() + ").", e);
    }
  }

  private static int[] ints(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length % Integer.BYTES != 0) {
      throw new IllegalArgumentException(
          file
              + ": "
              + bytes.length
              + " bytes; expected a multiple of 4, one int32 an edge. Is the file cut off?");
    }
    int[] numbers = new int[bytes.length / Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(numbers);
    return numbers;
  }

  /**
   * The edges; their order is that of the files.
   *
   * @throws IllegalArgumentException when an id is out of range
   */
  public Coo coo() {
    return Coo.of(numNodes, numNodes, src, dst);
  }
}
