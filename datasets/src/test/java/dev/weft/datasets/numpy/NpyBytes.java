package dev.weft.datasets.numpy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes what NumPy's {@code save} and {@code savez} write, for tests. */
public final class NpyBytes {
  private NpyBytes() {}

  public static byte[] npy(String descr, String fortran, String shape, byte[] elements) {
    String dict =
        "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
    return withHeader(dict, elements);
  }

  public static byte[] withHeader(String dict, byte[] elements) {
    int padding = 63 - (10 + dict.length()) % 64;
    byte[] text = (dict + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(10 + text.length + elements.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) text.length)
        .put(text)
        .put(elements)
        .array();
  }

  public static byte[] floats(int[] shape, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return npy("<f4", "False", tuple(shape), raw.array());
  }

  public static byte[] ints(int[] shape, int... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asIntBuffer().put(values);
    return npy("<i4", "False", tuple(shape), raw.array());
  }

  public static byte[] longs(int[] shape, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asLongBuffer().put(values);
    return npy("<i8", "False", tuple(shape), raw.array());
  }

  private static String tuple(int[] shape) {
    return Arrays.stream(shape).mapToObj(n -> n + ", ").collect(Collectors.joining("", "(", ")"));
  }

  /** An archive with deflated entries. */
  public static Path deflated(Path file, Map<String, byte[]> arrays) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
      }
    }
    return file;
  }

  /** An archive with stored entries. */
  public static Path stored(Path file, Map<String, byte[]> arrays) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        CRC32 crc = new CRC32();
        crc.update(array.getValue());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(array.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(array.getValue());
      }
    }
    return file;
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      write(all, part);
    }
    return all.toByteArray();
  }

  private static void write(OutputStream out, byte[] part) {
    try {
      out.write(part);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
