package dev.weft.kernels.backend.cuda.dense;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.DeviceStorage;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Storage;

/** What an entry is launched with; 0 where nothing was said. */
final class Arguments {
  private final long[] values = new long[Parameter.values().length];

  /** Sets a parameter. */
  Arguments set(Parameter p, long value) {
    values[p.ordinal()] = value;
    return this;
  }

  /** Sets the address and the stride of float32 rows. */
  Arguments matrix(Parameter address, Parameter stride, Storage rows) {
    return set(address, address(rows, DType.FLOAT32)).set(stride, stride(rows));
  }

  long[] values() {
    return values.clone();
  }

  /**
   * Where rows lie on the device.
   *
   * @throws IllegalArgumentException when they lie elsewhere or are of another type
   */
  static long address(Storage rows, DType expected) {
    if (rows.dtype() != expected) {
      throw new IllegalArgumentException(
          "Dense(cuda): an operand is "
              + rows.dtype()
              + "; expected "
              + expected
              + ". Convert it first, or use the reference backend.");
    }
    return switch (rows) {
      case DeviceStorage device -> device.address();
      case HostStorage host ->
          throw new IllegalArgumentException(
              "Dense(cuda): an operand of "
                  + host.rows()
                  + " rows lies in this process's memory; expected the device's. Bring it there first.");
    };
  }

  /**
   * Bytes from row to row.
   *
   * @throws IllegalArgumentException when 31 bits do not hold them
   */
  static long stride(Storage rows) {
    long bytes = rows.rowStride() * rows.dtype().bytes();
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "Dense(cuda): rowStride="
              + rows.rowStride()
              + "; expected at most 2^29 - 1. Copy the rows together first.");
    }
    return bytes;
  }
}
