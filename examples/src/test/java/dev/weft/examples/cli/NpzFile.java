package dev.weft.examples.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes NumPy archives of float32 arrays, as its format document says. */
final class NpzFile {
  private NpzFile() {}

  /**
   * An array.
   *
   * @param shape its sizes
   * @param elements row-major
   */
  record Array(int[] shape, float... elements) {}

  static void write(Path file, Map<String, Array> arrays) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, Array> entry : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey() + ".npy"));
        zip.write(npy(entry.getValue()));
        zip.closeEntry();
      }
    }
  }

  private static byte[] npy(Array array) {
    String shape =
        IntStream.of(array.shape)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(", ", "(", array.shape.length == 1 ? ",)" : ")"));
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    header += " ".repeat((64 - (10 + header.length() + 1) % 64) % 64) + "\n";
    ByteBuffer rest =
        ByteBuffer.allocate(2 + header.length() + 4 * array.elements.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    rest.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
    for (float element : array.elements) {
      rest.putFloat(element);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.writeBytes(rest.array());
    return out.toByteArray();
  }
}
