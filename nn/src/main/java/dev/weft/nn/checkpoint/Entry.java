package dev.weft.nn.checkpoint;

import dev.weft.kernels.memory.DType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One array of a safetensors file, as its header tells.
 *
 * @param dtype element type
 * @param shape sizes, outermost first
 * @param begin first byte within the data
 * @param end byte after the last
 */
record Entry(DType dtype, long[] shape, long begin, long end) {
  private static final Map<String, DType> TYPES =
      Map.of(
          "F32",
          DType.FLOAT32,
          "F64",
          DType.FLOAT64,
          "F16",
          DType.FLOAT16,
          "BF16",
          DType.BFLOAT16,
          "I8",
          DType.INT8,
          "I32",
          DType.INT32,
          "I64",
          DType.INT64,
          "BOOL",
          DType.BOOL);

  /** The format's word for a type. */
  static String word(DType dtype) {
    return TYPES.entrySet().stream()
        .filter(type -> type.getValue() == dtype)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  /** Reads an entry and checks it against the number of data bytes. */
  static Entry of(Path file, String name, Object json, long dataBytes) throws CheckpointException {
    if (!(json instanceof Map<?, ?> fields && fields.size() == 3)) {
      throw new CheckpointException(
          file, name + " is described by " + json + "; expected dtype, shape and data_offsets.");
    }
    DType dtype =
        Optional.ofNullable(fields.get("dtype"))
            .map(TYPES::get)
            .orElseThrow(
                () ->
                    new CheckpointException(
                        file,
                        name
                            + " has dtype "
                            + fields.get("dtype")
                            + "; expected one of "
                            + TYPES.keySet()
                            + "."));
    long[] shape = longs(file, name, fields.get("shape"));
    long[] offsets = longs(file, name, fields.get("data_offsets"));
    if (offsets.length != 2 || offsets[0] > offsets[1] || offsets[1] > dataBytes) {
      throw new CheckpointException(
          file,
          name
              + " is at bytes "
              + Arrays.toString(offsets)
              + " of the data; expected begin <= end <= "
              + dataBytes
              + ". Is the file complete?");
    }
    Entry entry = new Entry(dtype, shape, offsets[0], offsets[1]);
    if (entry.bytes(file, name) != offsets[1] - offsets[0]) {
      throw new CheckpointException(
          file,
          name
              + " "
              + entry.described()
              + " takes "
              + (offsets[1] - offsets[0])
              + " bytes; expected "
              + entry.bytes(file, name)
              + ".");
    }
    return entry;
  }

  private static long[] longs(Path file, String name, Object json) throws CheckpointException {
    if (json instanceof List<?> items
        && items.size() <= 16
        && items.stream().allMatch(Long.class::isInstance)) {
      return items.stream().mapToLong(item -> (Long) item).toArray();
    }
    throw new CheckpointException(
        file, name + " has " + json + " where a list of at most 16 whole numbers is expected.");
  }

  private long bytes(Path file, String name) throws CheckpointException {
    try {
      return Math.multiplyExact(elements(), dtype.bytes());
    } catch (ArithmeticException e) {
      throw new CheckpointException(file, name + " " + described() + " has too many elements.");
    }
  }

  /** Number of elements. */
  long elements() {
    return Arrays.stream(shape).anyMatch(size -> size == 0)
        ? 0
        : Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** {@code F32 [16, 8]}. */
  String described() {
    return word(dtype) + " " + Arrays.toString(shape);
  }
}
