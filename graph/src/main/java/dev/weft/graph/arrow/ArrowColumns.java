package dev.weft.graph.arrow;

import dev.weft.graph.CategoryColumn;
import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Frame;
import dev.weft.graph.Space;
import dev.weft.graph.TextColumn;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;

/**
 * Columns over Arrow vectors. Numbers are used in place: a column holds a reference to the vector's
 * buffers and gives it back when nothing refers to the column any more, so a vector may be closed
 * at once; its allocator counts the bytes until then. Booleans, which are single bits in Arrow, are
 * unpacked when first read; texts are copied.
 */
public final class ArrowColumns {
  private ArrowColumns() {}

  /**
   * A vector of float16/32/64, int8/32/64 or bool, or of fixed-size lists of these, which become
   * rows of shape [size].
   *
   * @param space what the rows are; as many as the vector has values
   * @throws IllegalArgumentException when the type is another, a value is null, or the number of
   *     values is another
   */
  public static DenseColumn numbers(String name, Space space, FieldVector vector) {
    List<Integer> dims = new ArrayList<>();
    ValueVector leaf = vector;
    while (leaf instanceof FixedSizeListVector list) {
      checkNoNulls(name, list);
      dims.add(list.getListSize());
      leaf = list.getDataVector();
    }
    checkNoNulls(name, leaf);
    checkRows(name, space, vector);
    Shape shape = Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
    long elements = Math.multiplyExact(space.size(), (long) shape.width());
    MemorySegment data =
        elements == 0 ? Memory.allocateCollected(0).segment() : held(leaf.getDataBuffer());
    DType dtype = dtype(name, leaf);
    return dtype == DType.BOOL
        ? Columns.deferred(
            name,
            space,
            dtype,
            shape,
            () -> Columns.over(name, space, DType.BOOL, shape, Decoder.unpack(data, elements)))
        : Columns.over(name, space, dtype, shape, data);
  }

  /**
   * A vector of UTF-8 texts; null becomes the empty text.
   *
   * @throws IllegalArgumentException when the type is another, or the number of values is another
   */
  public static TextColumn texts(String name, Space space, FieldVector vector) {
    checkRows(name, space, vector);
    if (!(vector instanceof VarCharVector || vector instanceof LargeVarCharVector)) {
      throw new IllegalArgumentException(
          subject(name) + "the vector is " + vector.getField() + "; expected texts.");
    }
    String[] out = new String[vector.getValueCount()];
    for (int i = 0; i < out.length; i++) {
      out[i] = vector.isNull(i) ? "" : vector.getObject(i).toString();
    }
    return TextColumn.of(name, space, out);
  }

  /**
   * A dictionary-encoded vector: its codes with the dictionary's texts; null becomes -1.
   *
   * @throws IllegalArgumentException when the vector has no dictionary, or the number of values is
   *     another
   */
  public static CategoryColumn categories(
      String name, Space space, FieldVector codes, DictionaryProvider dictionaries) {
    checkRows(name, space, codes);
    var encoding = codes.getField().getDictionary();
    Dictionary dictionary = encoding == null ? null : dictionaries.lookup(encoding.getId());
    if (dictionary == null) {
      throw new IllegalArgumentException(
          subject(name)
              + "the vector "
              + codes.getField()
              + " has no dictionary among those given; expected a dictionary-encoded vector.");
    }
    int[] numbers = new int[codes.getValueCount()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = codes.isNull(i) ? -1 : ((Number) codes.getObject(i)).intValue();
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < dictionary.getVector().getValueCount(); i++) {
      texts.add(String.valueOf(dictionary.getVector().getObject(i)));
    }
    return new CategoryColumn(Columns.of(name, space, numbers), texts);
  }

  /**
   * The frame with every vector of a table added, under its name.
   *
   * @throws IllegalArgumentException when the number of rows is another, or a type is not supported
   */
  public static Frame with(Frame frame, VectorSchemaRoot table, DictionaryProvider dictionaries) {
    Frame out = frame;
    for (FieldVector vector : table.getFieldVectors()) {
      String name = vector.getName();
      if (vector.getField().getDictionary() != null) {
        out = out.with(name, (Column) categories(name, frame.space(), vector, dictionaries));
      } else if (vector instanceof VarCharVector || vector instanceof LargeVarCharVector) {
        out = out.with(name, texts(name, frame.space(), vector));
      } else {
        out = out.with(name, (Column) numbers(name, frame.space(), vector));
      }
    }
    return out;
  }

  private static DType dtype(String name, ValueVector leaf) {
    return switch (leaf) {
      case Float4Vector v -> DType.FLOAT32;
      case Float8Vector v -> DType.FLOAT64;
      case Float2Vector v -> DType.FLOAT16;
      case TinyIntVector v -> DType.INT8;
      case IntVector v -> DType.INT32;
      case BigIntVector v -> DType.INT64;
      case BitVector v -> DType.BOOL;
      default ->
          throw new IllegalArgumentException(
              subject(name)
                  + "elements are "
                  + leaf.getField()
                  + "; expected float16, float32, float64, int8, int32, int64 or bool. Cast the vector first.");
    };
  }

  /** The buffer's memory; the reference to it is given back when no segment of it is reachable. */
  private static MemorySegment held(ArrowBuf buffer) {
    buffer.getReferenceManager().retain();
    return MemorySegment.ofAddress(buffer.memoryAddress())
        .reinterpret(
            buffer.capacity(), Arena.ofAuto(), memory -> buffer.getReferenceManager().release());
  }

  private static void checkRows(String name, Space space, FieldVector vector) {
    if (vector.getValueCount() != space.size()) {
      throw new IllegalArgumentException(
          subject(name)
              + vector.getValueCount()
              + " values; expected "
              + space.size()
              + ", one for each of "
              + space
              + ".");
    }
  }

  private static void checkNoNulls(String name, ValueVector vector) {
    if (vector.getNullCount() > 0) {
      throw new IllegalArgumentException(
          subject(name)
              + vector.getNullCount()
              + " values are null; expected none. Fill them, or keep a mask as a column of its own.");
    }
  }

  private static String subject(String name) {
    return "ArrowColumns(" + name + "): ";
  }
}
