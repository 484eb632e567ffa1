package dev.weft.graph.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.weft.kernels.memory.DType;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flatbuf.Bool;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.LargeList;
import org.apache.arrow.flatbuf.LargeUtf8;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.Type;

/**
 * Writes an item's Arrow field: a list of numbers, of fixed-size lists of numbers, or of texts.
 * What Arrow's types do not say (kind, row shape, bfloat16) stands in the field's metadata.
 */
final class Fields {
  private Fields() {}

  static int write(FlatBufferBuilder builder, Item item) {
    int child =
        switch (item.element()) {
          case Item.Element.Text text -> leaf(builder, Type.LargeUtf8, largeUtf8(builder));
          case Item.Element.Numbers numbers -> numbers(builder, numbers);
        };
    int list = largeList(builder);
    return field(builder, item.path(), Type.LargeList, list, new int[] {child}, metadata(item));
  }

  private static Map<String, String> metadata(Item item) {
    Map<String, String> out = new TreeMap<>(item.notes());
    out.put("weft.kind", item.kind().name());
    out.put("weft.owner", item.owner());
    out.put("weft.name", item.name());
    switch (item.element()) {
      case Item.Element.Numbers numbers -> {
        out.put("weft.dtype", numbers.dtype().name());
        out.put("weft.shape", shape(numbers));
      }
      case Item.Element.Text text -> out.put("weft.dtype", "TEXT");
    }
    return out;
  }

  private static String shape(Item.Element.Numbers numbers) {
    return java.util.Arrays.stream(numbers.shape().dims())
        .mapToObj(Integer::toString)
        .collect(java.util.stream.Collectors.joining(","));
  }

  private static int numbers(FlatBufferBuilder builder, Item.Element.Numbers numbers) {
    int leaf = leaf(builder, type(numbers.dtype()), primitive(builder, numbers.dtype()));
    if (numbers.shape().rank() == 0) {
      return leaf;
    }
    int list = FixedSizeList.createFixedSizeList(builder, numbers.shape().width());
    return field(builder, "item", Type.FixedSizeList, list, new int[] {leaf}, Map.of());
  }

  /** The Arrow type of an element. bfloat16, which Arrow lacks, goes as 16-bit integers. */
  static byte type(DType dtype) {
    return switch (dtype) {
      case FLOAT32, FLOAT64, FLOAT16 -> Type.FloatingPoint;
      case BFLOAT16, INT8, INT32, INT64 -> Type.Int;
      case BOOL -> Type.Bool;
    };
  }

  private static int primitive(FlatBufferBuilder builder, DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FloatingPoint.createFloatingPoint(builder, Precision.SINGLE);
      case FLOAT64 -> FloatingPoint.createFloatingPoint(builder, Precision.DOUBLE);
      case FLOAT16 -> FloatingPoint.createFloatingPoint(builder, Precision.HALF);
      case BFLOAT16, INT8, INT32, INT64 -> Int.createInt(builder, 8 * dtype.bytes(), true);
      case BOOL -> {
        Bool.startBool(builder);
        yield Bool.endBool(builder);
      }
    };
  }

  private static int leaf(FlatBufferBuilder builder, byte type, int offset) {
    return field(builder, "item", type, offset, new int[0], Map.of());
  }

  private static int field(
      FlatBufferBuilder builder,
      String name,
      byte type,
      int typeOffset,
      int[] children,
      Map<String, String> metadata) {
    int nameOffset = builder.createString(name);
    int childrenOffset = Field.createChildrenVector(builder, children);
    int metadataOffset = Field.createCustomMetadataVector(builder, keyValues(builder, metadata));
    return Field.createField(
        builder, nameOffset, false, type, typeOffset, 0, childrenOffset, metadataOffset);
  }

  static int[] keyValues(FlatBufferBuilder builder, Map<String, String> entries) {
    return entries.entrySet().stream()
        .mapToInt(
            e ->
                KeyValue.createKeyValue(
                    builder, builder.createString(e.getKey()), builder.createString(e.getValue())))
        .toArray();
  }

  private static int largeList(FlatBufferBuilder builder) {
    LargeList.startLargeList(builder);
    return LargeList.endLargeList(builder);
  }

  private static int largeUtf8(FlatBufferBuilder builder) {
    LargeUtf8.startLargeUtf8(builder);
    return LargeUtf8.endLargeUtf8(builder);
  }
}
