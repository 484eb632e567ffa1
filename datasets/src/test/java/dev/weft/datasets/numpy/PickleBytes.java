package dev.weft.datasets.numpy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes pickles of protocol 2 as Python 2 does, instruction by instruction, for tests. */
public final class PickleBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public PickleBytes() {
    code(0x80).code(2);
  }

  public PickleBytes code(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  public PickleBytes global(String module, String name) {
    code('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  public PickleBytes integer(int value) {
    code('J');
    return littleEndian(value);
  }

  public PickleBytes text(String latin1) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    code('U', bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  public PickleBytes longText(byte[] bytes) {
    code('T').littleEndian(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  public PickleBytes littleEndian(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  public PickleBytes intArray(int[] shape, int... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asIntBuffer().put(values);
    return array("i4", shape, raw.array());
  }

  public PickleBytes floatArray(int[] shape, float... values) {
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return array("f4", shape, raw.array());
  }

  private PickleBytes array(String dtype, int[] shape, byte[] raw) {
    global("numpy.core.multiarray", "_reconstruct")
        .global("numpy", "ndarray")
        .integer(0)
        .code(0x85)
        .text("b")
        .code(0x87, 'R');
    code('(').integer(1).code('(');
    for (int size : shape) {
      integer(size);
    }
    code('t').global("numpy", "dtype").text(dtype).integer(0).integer(1).code(0x87, 'R');
    code('(')
        .integer(3)
        .text("<")
        .code('N', 'N', 'N')
        .integer(-1)
        .integer(-1)
        .integer(0)
        .code('t', 'b');
    return code(0x89).longText(raw).code('t', 'b');
  }

  public PickleBytes csr(int rows, int cols, int[] indptr, int[] indices, float[] values) {
    global("scipy.sparse.csr", "csr_matrix").code(')', 0x81, '}', '(');
    text("_shape").integer(rows).integer(cols).code(0x86);
    text("indptr").intArray(new int[] {indptr.length}, indptr);
    text("indices").intArray(new int[] {indices.length}, indices);
    text("data").floatArray(new int[] {values.length}, values);
    return code('u', 'b');
  }

  public PickleBytes lists(Map<Integer, List<Integer>> lists) {
    global("collections", "defaultdict").global("__builtin__", "list").code(0x85, 'R', '(');
    lists.forEach(
        (key, values) -> {
          integer(key).code(']', '(');
          values.forEach(this::integer);
          code('e');
        });
    return code('u');
  }

  public byte[] bytes() {
    code('.');
    return out.toByteArray();
  }
}
