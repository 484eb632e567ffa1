package dev.weft.kernels.memory;

/**
 * The type of a stored element. Kernels compute in float32 (the reference in float64) whatever is
 * stored.
 */
public enum DType {
  FLOAT32(4),
  FLOAT64(8),
  FLOAT16(2),
  BFLOAT16(2),
  INT8(1),
  INT32(4),
  INT64(8),
  /** One byte, 0 or 1. */
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** True for the types that carry gradients. */
  public boolean isFloating() {
    return switch (this) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> true;
      case INT8, INT32, INT64, BOOL -> false;
    };
  }
}
