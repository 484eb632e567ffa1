package dev.weft.datasets.numpy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of a {@code .npy} array.
 *
 * @param type type of the elements
 * @param fortranOrder true when the first axis runs fastest in the file
 * @param shape sizes of the axes; empty for a scalar
 */
public record NpyHeader(NpyType type, boolean fortranOrder, List<Integer> shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 16;
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException when a size is negative or the elements are 2^31 or more
   */
  public NpyHeader {
    shape = List.copyOf(shape);
    long product = 1;
    for (int size : shape) {
      if (size < 0) {
        throw new IllegalArgumentException("shape " + shape + " has a negative size.");
      }
    }
    for (int size : shape) {
      product = shape.contains(0) ? 0 : product * size;
      if (product > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "shape " + shape + " has more than 2^31 elements; split the array.");
      }
    }
  }

  /** Number of elements: the product of the shape, 1 for a scalar. */
  public int elements() {
    return shape.stream().reduce(1, (a, b) -> a * b);
  }

  /** Bytes of all elements. */
  public long bytes() {
    return (long) elements() * type.size();
  }

  /**
   * Reads a header (format versions 1 to 3) and leaves the stream at the first element.
   *
   * @throws IllegalArgumentException when the bytes are no such header
   * @throws IOException when the stream fails or ends early
   */
  static NpyHeader read(InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException(
          "wrong magic; expected a .npy array starting with \\x93NUMPY.");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new IllegalArgumentException(
          ".npy format version " + version + "; expected 1, 2 or 3.");
    }
    long length = littleEndian(in, version == 1 ? 2 : 4);
    if (length > LONGEST) {
      throw new IllegalArgumentException(
          "a .npy header of " + length + " bytes; expected at most " + LONGEST + ".");
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      throw new EOFException("the file ends within the header");
    }
    return parse(new String(text, StandardCharsets.UTF_8));
  }

  private static long littleEndian(InputStream in, int bytes) throws IOException {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the file ends within the header");
      }
      value |= (long) b << (8 * i);
    }
    return value;
  }

  private static NpyHeader parse(String dict) {
    String order = find(ORDER, dict, "'fortran_order'");
    List<Integer> shape = new ArrayList<>();
    for (String size : find(SHAPE, dict, "'shape'").split(",", -1)) {
      String digits = size.strip();
      if (!digits.isEmpty()) {
        shape.add(size(digits, dict));
      }
    }
    return new NpyHeader(NpyType.parse(find(TYPE, dict, "'descr'")), order.equals("True"), shape);
  }

  private static int size(String digits, String dict) {
    // Python 2 wrote sizes as 12L.
    String number = digits.endsWith("L") ? digits.substring(0, digits.length() - 1) : digits;
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "size " + digits + " in the header " + dict.strip() + " is not in [0, 2^31).", e);
    }
  }

  private static String find(Pattern pattern, String dict, String key) {
    Matcher m = pattern.matcher(dict);
    if (!m.find()) {
      throw new IllegalArgumentException(
          "no plain "
              + key
              + " in the header "
              + dict.strip()
              + "; structured arrays are not supported.");
    }
    return m.group(1);
  }
}
