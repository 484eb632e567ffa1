package dev.weft.examples.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.examples.report.Json;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.sparse.Coo;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
 * @param coo the edges, in the order of the files
 * @param types type of every edge, if it has any
 */
public record GraphFolder(String name, Coo coo, Optional<int[]> types) {
  private static final long PIECE = 1 << 30;

  /** What a work without a graph has for one. */
  public static final GraphFolder NONE =
      new GraphFolder("no graph", Coo.of(0, 0, new int[0], new int[0]), Optional.empty());

  /**
   * Reads a folder.
   *
   * @throws IOException when a file is missing or cannot be read
   * @throws IllegalArgumentException when the files do not fit together, or an id is out of range;
   *     the message says how
   */
  public static GraphFolder read(Path folder) throws IOException {
    Path meta = folder.resolve("meta.json");
    JsonNode told = json(meta);
    JsonNode count = told.path("num_nodes");
    if (!count.isIntegralNumber() || !count.canConvertToInt() || count.intValue() < 0) {
      throw new IllegalArgumentException(
          meta + ": num_nodes is " + count + "; expected a number from 0 below 2^31.");
    }
    MemorySegment src = ints(folder.resolve("src.bin"));
    MemorySegment dst = ints(folder.resolve("dst.bin"));
    if (src.byteSize() != dst.byteSize()) {
      throw new IllegalArgumentException(
          folder
              + ": src.bin has "
              + src.byteSize() / Integer.BYTES
              + " numbers and dst.bin "
              + dst.byteSize() / Integer.BYTES
              + "; expected as many, one for each edge.");
    }
    Coo coo = new Coo(count.intValue(), count.intValue(), src.byteSize() / Integer.BYTES, src, dst);
    String name =
        told.path("name").asText(folder.toAbsolutePath().normalize().getFileName().toString());
    return new GraphFolder(name, coo, types(folder, coo.size()));
  }

  /**
   * Writes it as a folder that {@link #read} reads; {@code meta.json} comes last, so a folder that
   * has one is whole.
   *
   * @throws IOException when a file cannot be written
   */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve("src.bin"), coo.row());
    write(folder.resolve("dst.bin"), coo.col());
    if (types.isPresent()) {
      MemorySegment numbers = Memory.allocateCollected(4L * types.get().length).segment();
      write(folder.resolve("etype.bin"), numbers.copyFrom(MemorySegment.ofArray(types.get())));
    }
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("name", name);
    meta.put("num_nodes", numNodes());
    meta.put("num_edges", coo.size());
    Files.writeString(folder.resolve("meta.json"), Json.text(meta) + "\n");
  }

  private static Optional<int[]> types(Path folder, long edges) throws IOException {
    Path file = folder.resolve("etype.bin");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    int[] types = ints(file).toArray(ValueLayout.JAVA_INT);
    if (types.length != edges) {
      throw new IllegalArgumentException(
          file + ": " + types.length + " numbers; expected " + edges + ", one for each edge.");
    }
    return Optional.of(types);
  }

  /** Number of nodes. */
  public int numNodes() {
    return Math.toIntExact(coo.rows());
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

  // Processors that Weft runs on are little endian as well.

  private static void write(Path file, MemorySegment numbers) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE, TRUNCATE_EXISTING)) {
      for (long at = 0; at < numbers.byteSize(); ) {
        at += channel.write(piece(numbers, at));
      }
    }
  }

  private static MemorySegment ints(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ)) {
      long bytes = channel.size();
      if (bytes % Integer.BYTES != 0) {
        throw new IllegalArgumentException(
            file
                + ": "
                + bytes
                + " bytes; expected a multiple of 4, one int32 an edge. Is the file cut off?");
      }
      MemorySegment numbers = Memory.allocateCollected(bytes).segment();
      for (long at = 0; at < bytes; ) {
        int read = channel.read(piece(numbers, at));
        if (read < 0) {
          throw new EOFException(file + ": ended after " + at + " of " + bytes + " bytes.");
        }
        at += read;
      }
      return numbers;
    }
  }

  /** The bytes from a position on, or as many as a buffer holds. */
  private static ByteBuffer piece(MemorySegment numbers, long at) {
    return numbers.asSlice(at, Math.min(PIECE, numbers.byteSize() - at)).asByteBuffer();
  }
}
