package dev.weft.datasets.numpy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The elements behind a {@link NpyHeader}, read in blocks into plain arrays in C order (last axis
 * fastest). One shot: each stream is read once. The header's size is checked against the stream's
 * by whoever made the stream.
 */
final class Elements {
  private static final int BLOCK = 1 << 13;

  private final NpyHeader header;
  private final InputStream in;
  private final byte[] bytes;
  private final ByteBuffer block;

  Elements(NpyHeader header, InputStream in) {
    this.header = header;
    this.in = in;
    this.bytes =
        new byte
            [Math.min(BLOCK, Math.max(1, header.elements())) * Math.max(1, header.type().size())];
    this.block = ByteBuffer.wrap(bytes).order(header.type().order());
  }

  float[] floats() throws IOException {
    float[] out = new float[header.elements()];
    boolean plain = header.type().kind() == NpyType.Kind.FLOAT && header.type().size() == 4;
    for (int at = 0; at < out.length; at += BLOCK) {
      int n = fill(out.length - at);
      if (plain) {
        block.asFloatBuffer().get(out, at, n);
      } else {
        for (int i = 0; i < n; i++) {
          out[at + i] = (float) decimal(i);
        }
      }
    }
    int[] order = fortran();
    return order.length == 0 ? out : permuted(out, order);
  }

  double[] doubles() throws IOException {
    double[] out = new double[header.elements()];
    for (int at = 0; at < out.length; at += BLOCK) {
      int n = fill(out.length - at);
      for (int i = 0; i < n; i++) {
        out[at + i] = decimal(i);
      }
    }
    int[] order = fortran();
    return order.length == 0 ? out : permuted(out, order);
  }

  long[] longs() throws IOException {
    requireIntegral();
    long[] out = new long[header.elements()];
    for (int at = 0; at < out.length; at += BLOCK) {
      int n = fill(out.length - at);
      for (int i = 0; i < n; i++) {
        out[at + i] = integer(i);
      }
    }
    int[] order = fortran();
    return order.length == 0 ? out : permuted(out, order);
  }

  int[] ints() throws IOException {
    requireIntegral();
    int[] out = new int[header.elements()];
    for (int at = 0; at < out.length; at += BLOCK) {
      int n = fill(out.length - at);
      for (int i = 0; i < n; i++) {
        long value = integer(i);
        if (value != (int) value) {
          throw new IllegalArgumentException(
              "element " + (at + i) + " is " + value + ", which is no int32.");
        }
        out[at + i] = (int) value;
      }
    }
    int[] order = fortran();
    return order.length == 0 ? out : permuted(out, order);
  }

  /** Fixed-width text, without the padding zeros. */
  String[] strings() throws IOException {
    Charset charset =
        switch (header.type().kind()) {
          case BYTES -> StandardCharsets.ISO_8859_1;
          case TEXT ->
              header.type().order() == ByteOrder.BIG_ENDIAN
                  ? StandardCharsets.UTF_32BE
                  : StandardCharsets.UTF_32LE;
          case BOOL, INT, UINT, FLOAT, OBJECT -> throw wrongType("text");
        };
    int size = header.type().size();
    String[] out = new String[header.elements()];
    for (int at = 0; at < out.length; at += BLOCK) {
      int n = fill(out.length - at);
      for (int i = 0; i < n; i++) {
        String padded = new String(bytes, i * size, size, charset);
        int end = padded.length();
        while (end > 0 && padded.charAt(end - 1) == 0) {
          end--;
        }
        out[at + i] = padded.substring(0, end);
      }
    }
    int[] order = fortran();
    return order.length == 0 ? out : permuted(out, order);
  }

  private int fill(int remaining) throws IOException {
    int n = Math.min(BLOCK, remaining);
    int wanted = n * header.type().size();
    if (in.readNBytes(bytes, 0, wanted) < wanted) {
      throw new EOFException("the file ends within the elements");
    }
    return n;
  }

  private double decimal(int i) {
    return switch (header.type().kind()) {
      case FLOAT ->
          switch (header.type().size()) {
            case 2 -> Float.float16ToFloat(block.getShort(2 * i));
            case 4 -> block.getFloat(4 * i);
            default -> block.getDouble(8 * i);
          };
      case BOOL, INT, UINT -> integer(i);
      case TEXT, BYTES, OBJECT -> throw wrongType("numbers");
    };
  }

  private long integer(int i) {
    int size = header.type().size();
    boolean signed = header.type().kind() == NpyType.Kind.INT;
    return switch (size) {
      case 1 -> signed ? bytes[i] : bytes[i] & 0xFF;
      case 2 -> signed ? block.getShort(2 * i) : block.getShort(2 * i) & 0xFFFF;
      case 4 -> signed ? block.getInt(4 * i) : block.getInt(4 * i) & 0xFFFF_FFFFL;
      default -> eight(i, signed);
    };
  }

  private long eight(int i, boolean signed) {
    long value = block.getLong(8 * i);
    if (!signed && value < 0) {
      throw new IllegalArgumentException("element " + i + " of a uint64 array is 2^63 or more.");
    }
    return value;
  }

  private void requireIntegral() {
    if (!header.type().isIntegral()) {
      throw wrongType("integers");
    }
  }

  private IllegalArgumentException wrongType(String expected) {
    return new IllegalArgumentException("dtype " + header.type() + "; expected " + expected + ".");
  }

  /**
   * The C position of every element of a Fortran-ordered array in file order; empty when both
   * orders agree.
   */
  private int[] fortran() {
    int rank = header.shape().size();
    if (!header.fortranOrder() || rank < 2) {
      return new int[0];
    }
    int[] shape = header.shape().stream().mapToInt(Integer::intValue).toArray();
    int[] stride = new int[rank];
    for (int axis = rank - 1, s = 1; axis >= 0; s *= shape[axis], axis--) {
      stride[axis] = s;
    }
    int[] order = new int[header.elements()];
    int[] index = new int[rank];
    for (int i = 0, c = 0; i < order.length; i++) {
      order[i] = c;
      for (int axis = 0; axis < rank; axis++) {
        c += stride[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        c -= stride[axis] * shape[axis];
        index[axis] = 0;
      }
    }
    return order;
  }

  private static float[] permuted(float[] in, int[] order) {
    float[] out = new float[in.length];
    for (int i = 0; i < in.length; i++) {
      out[order[i]] = in[i];
    }
    return out;
  }

  private static double[] permuted(double[] in, int[] order) {
    double[] out = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      out[order[i]] = in[i];
    }
    return out;
  }

  private static long[] permuted(long[] in, int[] order) {
    long[] out = new long[in.length];
    for (int i = 0; i < in.length; i++) {
      out[order[i]] = in[i];
    }
    return out;
  }

  private static int[] permuted(int[] in, int[] order) {
    int[] out = new int[in.length];
    for (int i = 0; i < in.length; i++) {
      out[order[i]] = in[i];
    }
    return out;
  }

  private static String[] permuted(String[] in, int[] order) {
    String[] out = Arrays.copyOf(in, in.length);
    for (int i = 0; i < in.length; i++) {
      out[order[i]] = in[i];
    }
    return out;
  }
}
