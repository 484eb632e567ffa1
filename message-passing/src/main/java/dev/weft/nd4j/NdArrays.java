package dev.weft.nd4j;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.bytedeco.javacpp.BooleanPointer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.ShortPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Views of tensors as {@link INDArray}s and of arrays as tensors. Both sides see later writes of
 * the other.
 */
public final class NdArrays {
  private static final Cleaner CLEANER = Cleaner.create();

  private NdArrays() {}

  /** An array's first dimension as plain rows, in place; see {@link #toTensor(INDArray, Space)}. */
  public static Tensor toTensor(INDArray array) {
    return toTensor(array, new Space.Rows(array.rank() == 0 ? 1 : array.size(0)));
  }

  /** A whole array as a constant, in place; its elements must stand in row-major order. */
  public static Tensor toConstant(INDArray array) {
    return view(array, Space.ONE, array.shape(), 0);
  }

  /**
   * An array's first dimension as rows of a space, in place; the rest is the row shape. The tensor
   * keeps the array reachable; closing the array under it is an error that nobody notices.
   *
   * @throws IllegalArgumentException when the sizes differ, the type has no counterpart, or a row's
   *     elements do not stand in row-major order
   */
  public static Tensor toTensor(INDArray array, Space space) {
    long[] shape = array.shape();
    if (shape.length == 0 || shape[0] != space.size() || space == Space.ONE) {
      throw new IllegalArgumentException(
          "NdArrays.toTensor: the array is "
              + Arrays.toString(shape)
              + "; expected a first dimension of "
              + space.size()
              + " for "
              + space
              + ".");
    }
    return view(array, space, shape, 1);
  }

  /** Views an array whose dimensions before {@code first} are rows. */
  private static Tensor view(INDArray array, Space space, long[] shape, int first) {
    int[] rowShape = Arrays.stream(shape).skip(first).mapToInt(Math::toIntExact).toArray();
    int width = Shape.of(rowShape).width();
    checkRowMajor(array, first);
    DType dtype = dtype(array.dataType());
    long rowStride = first == 0 || shape[0] <= 1 ? width : array.stride(0);
    long elements = array.isEmpty() ? 0 : (space.size() - 1) * rowStride + width;
    long bytes = Math.multiplyExact(elements, dtype.bytes());
    // The arena's clean-up holds the array as long as anyone holds the segment.
    MemorySegment segment =
        elements == 0
            ? Arena.ofAuto().allocate(1)
            : MemorySegment.ofAddress(array.data().address() + array.offset() * dtype.bytes())
                .reinterpret(bytes, Arena.ofAuto(), _ -> Reference.reachabilityFence(array));
    return Tensor.of(
        Value.shared(
            new HostStorage(segment, dtype, space.size(), width, Math.max(width, rowStride)),
            array),
        space,
        Shape.of(rowShape));
  }

  private static void checkRowMajor(INDArray array, int first) {
    long expected = 1;
    for (int axis = array.rank() - 1; axis >= first && !array.isEmpty(); axis--) {
      if (array.size(axis) != 1 && array.stride(axis) != expected) {
        throw new IllegalArgumentException(
            "NdArrays.toTensor: the array has shape "
                + Arrays.toString(array.shape())
                + " and strides "
                + Arrays.toString(array.stride())
                + "; expected the elements of a row one after the other. Copy it: array.dup('c').");
      }
      expected *= array.size(axis);
    }
    if (first == 1 && array.size(0) > 1 && array.stride(0) < expected) {
      throw new IllegalArgumentException(
          "NdArrays.toTensor: rows of strides "
              + Arrays.toString(array.stride())
              + " overlap; expected one after the other. Copy it: array.dup('c').");
    }
  }

  /**
   * The value of a tensor as an array of shape [rows, ...row shape], or of the row shape for a
   * constant; in place, so that the array of a stored tensor shares its memory. The array keeps the
   * memory reachable.
   */
  public static INDArray toNd4j(Tensor tensor) {
    Value value = Evaluation.valueOf(tensor);
    HostStorage s = value.storage();
    int[] dims = tensor.shape().dims();
    boolean rows = tensor.space() != Space.ONE;
    long[] shape = new long[dims.length + (rows ? 1 : 0)];
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      boolean isRow = rows && axis == 0;
      shape[axis] = isRow ? s.rows() : dims[axis - (rows ? 1 : 0)];
      strides[axis] = isRow ? s.rowStride() : stride;
      stride *= shape[axis];
    }
    long elements = Math.multiplyExact(s.rows(), (long) s.width());
    if (elements == 0) {
      return Nd4j.create(type(s.dtype()), shape);
    }
    long length = (s.rows() - 1) * s.rowStride() + s.width();
    DataBuffer buffer = Nd4j.createBuffer(pointer(s, length), length, type(s.dtype()));
    Object owner = value;
    CLEANER.register(buffer, () -> Reference.reachabilityFence(owner));
    return shape.length == 0
        ? Nd4j.create(buffer, new long[0], new long[0], 0, 'c')
        : Nd4j.create(buffer, shape, strides, 0, 'c');
  }

  /** A pointer to foreign memory, typed as ND4J expects it. */
  private static Pointer pointer(HostStorage s, long length) {
    Pointer raw =
        new Pointer() {
          {
            address = s.segment().address();
          }
        };
    return switch (s.dtype()) {
      case FLOAT32 -> new FloatPointer(raw).capacity(length);
      case FLOAT64 -> new DoublePointer(raw).capacity(length);
      case FLOAT16, BFLOAT16 -> new ShortPointer(raw).capacity(length);
      case INT8 -> new BytePointer(raw).capacity(length);
      case INT32 -> new IntPointer(raw).capacity(length);
      case INT64 -> new LongPointer(raw).capacity(length);
      case BOOL -> new BooleanPointer(raw).capacity(length);
    };
  }

  private static DataType type(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> DataType.FLOAT;
      case FLOAT64 -> DataType.DOUBLE;
      case FLOAT16 -> DataType.FLOAT16;
      case BFLOAT16 -> DataType.BFLOAT16;
      case INT8 -> DataType.INT8;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      case BOOL -> DataType.BOOL;
    };
  }

  private static DType dtype(DataType type) {
    for (DType dtype : DType.values()) {
      if (type(dtype) == type) {
        return dtype;
      }
    }
    throw new IllegalArgumentException(
        "NdArrays.toTensor: the array has type "
            + type
            + "; expected one of "
            + Arrays.toString(DType.values())
            + ". Cast it: array.castTo(DataType.FLOAT).");
  }
}
