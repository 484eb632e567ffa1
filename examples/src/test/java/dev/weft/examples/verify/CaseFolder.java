package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes golden cases made by hand: a description and arrays of float64 or int32. */
final class CaseFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path description;
  private final ObjectNode json = JSON.createObjectNode();
  private final Map<String, byte[]> arrays = new LinkedHashMap<>();

  CaseFolder(Path folder, String name, String op) {
    this.description = folder.resolve(name + ".json");
    json.put("case", name).put("op", op);
    json.putObject("hyper");
    json.put("tolerance", "exact, in this order");
  }

  /** Another key of the description, in JSON; single quotes stand for double ones. */
  CaseFolder with(String key, String value) {
    try {
      json.set(key, JSON.readTree(value.replace('\'', '"')));
    } catch (IOException e) {
      throw new IllegalArgumentException(value, e);
    }
    return this;
  }

  /** The words by which it is compared. */
  CaseFolder rule(String words) {
    json.put("tolerance", words);
    return this;
  }

  CaseFolder ints(String name, String role, int... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asIntBuffer().put(values);
    return array(name, role, "<i4", "(" + values.length + ",)", raw.array());
  }

  /** A matrix with rows of this width; 0 for a vector. */
  CaseFolder doubles(String name, String role, int width, double... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asDoubleBuffer().put(values);
    String shape =
        width == 0 ? "(" + values.length + ",)" : "(" + values.length / width + ", " + width + ")";
    return array(name, role, "<f8", shape, raw.array());
  }

  /** An array of these axes. */
  CaseFolder cube(String name, String role, int a, int b, int c, double... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asDoubleBuffer().put(values);
    return array(name, role, "<f8", "(" + a + ", " + b + ", " + c + ")", raw.array());
  }

  /** Described, but absent from the archive. */
  CaseFolder absent(String name, String role) {
    json.withObject("/arrays").putObject(name).put("role", role);
    return this;
  }

  private CaseFolder array(String name, String role, String type, String shape, byte[] elements) {
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
    byte[] header =
        (text + " ".repeat(63 - (10 + text.length()) % 64) + "\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length + elements.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length)
        .put(header)
        .put(elements);
    arrays.put(name, bytes.array());
    return absent(name, role);
  }

  /** Writes both files and gives the description. */
  Path write() throws IOException {
    JSON.writeValue(description.toFile(), json);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive()))) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
      }
    }
    return description;
  }

  Path archive() {
    return Path.of(description.toString().replaceAll("json$", "npz"));
  }

  /** The verdict on the case as it stands. */
  Verdict verdict() throws IOException {
    return new Verifier().verify(write());
  }
}
