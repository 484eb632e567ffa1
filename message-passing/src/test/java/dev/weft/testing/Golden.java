package dev.weft.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A case of numbers computed by another library: arrays from an .npz file and their description
 * from a .json file. The folder is the system property {@code weft.golden}, by default {@code
 * ../shared/golden} beside the project; without it there are no cases.
 */
public final class Golden {
  /** An array: shape and elements, row-major. */
  public record Array(int[] dims, double[] data) {
    /** Elements as integers. */
    public int[] ints() {
      return Arrays.stream(data).mapToInt(x -> (int) x).toArray();
    }

    /** Shape without the first dimension. */
    public int[] rowDims() {
      return Arrays.copyOfRange(dims, 1, dims.length);
    }
  }

  private static final Pattern HEADER =
      Pattern.compile("'descr': '(<[fi][48])', 'fortran_order': False, 'shape': \\(([^)]*)\\)");

  private final String name;
  private final JsonNode json;
  private final Map<String, Array> arrays;

  private Golden(String name, JsonNode json, Map<String, Array> arrays) {
    this.name = name;
    this.json = json;
    this.arrays = arrays;
  }

  /**
   * Names of the cases of a group that begin with a prefix, sorted; none when the folder is absent.
   */
  public static List<String> names(String group, String prefix) {
    Path folder = folder().resolve(group);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.startsWith(prefix) && f.endsWith(".json"))
          .map(f -> f.substring(0, f.length() - 5))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a case. */
  public static Golden read(String group, String name) {
    Path folder = folder().resolve(group);
    try {
      return new Golden(
          name,
          new ObjectMapper().readTree(folder.resolve(name + ".json").toFile()),
          arrays(folder.resolve(name + ".npz")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    String root = System.getProperty("weft.root", ".");
    return Path.of(
        System.getProperty("weft.golden", Path.of(root, "..", "shared", "golden").toString()));
  }

  /** Name of the case. */
  public String name() {
    return name;
  }

  /** Its description. */
  public JsonNode json() {
    return json;
  }

  /** Whether it has an array. */
  public boolean has(String array) {
    return arrays.containsKey(array);
  }

  /** An array by name. */
  public Array array(String array) {
    Array found = arrays.get(array);
    if (found == null) {
      throw new IllegalArgumentException(
          "Golden "
              + name
              + ": there is no array "
              + array
              + "; there are "
              + arrays.keySet()
              + ".");
    }
    return found;
  }

  /** Names of all arrays that begin with a prefix, without it. */
  public List<String> suffixes(String prefix) {
    return arrays.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()))
        .sorted()
        .toList();
  }

  private static Map<String, Array> arrays(Path npz) throws IOException {
    Map<String, Array> arrays = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(npz))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        arrays.put(entry.getName().replaceFirst("\\.npy$", ""), npy(zip.readAllBytes()));
      }
    }
    return arrays;
  }

  private static Array npy(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = buffer.getShort(8);
    Matcher header = HEADER.matcher(new String(bytes, 10, headerLength, StandardCharsets.US_ASCII));
    if (!header.find()) {
      throw new IllegalArgumentException(
          "npy: the header is not that of a little-endian row-major array of f4, f8, i4 or i8.");
    }
    int[] dims =
        Arrays.stream(header.group(2).split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    double[] data = new double[Arrays.stream(dims).reduce(1, Math::multiplyExact)];
    buffer.position(10 + headerLength);
    for (int i = 0; i < data.length; i++) {
      data[i] =
          switch (header.group(1)) {
            case "<f4" -> buffer.getFloat();
            case "<f8" -> buffer.getDouble();
            case "<i4" -> buffer.getInt();
            default -> buffer.getLong();
          };
    }
    return new Array(dims, data);
  }

  @Override
  public String toString() {
    return name;
  }
}
