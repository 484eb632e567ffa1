package dev.weft.graph.arrow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryEncoder;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.Test;

final class ArrowColumnsTest {
  // Shared, and never closed: columns give their buffers back when they are collected.
  private static final BufferAllocator ALLOCATOR = new RootAllocator();

  @Test
  void floatsAreUsedInPlaceAndOutliveTheVector() {
    Float4Vector vector = floats("x", 1, 2, 3);
    long address = vector.getDataBufferAddress();
    DenseColumn column = ArrowColumns.numbers("x", new Space.Rows(3), vector);
    vector.close();
    HostStorage storage = (HostStorage) column.chunks().getFirst();
    assertEquals(address, storage.segment().address());
    assertArrayEquals(new float[] {1, 2, 3}, Columns.floats(column));
    assertEquals(DType.FLOAT32, column.dtype());
  }

  @Test
  void fixedSizeListsAreRows() {
    try (FixedSizeListVector vector = FixedSizeListVector.empty("x", 2, ALLOCATOR)) {
      Float4Vector data =
          (Float4Vector)
              vector
                  .addOrGetVector(
                      FieldType.notNullable(
                          new ArrowType.FloatingPoint(
                              org.apache.arrow.vector.types.FloatingPointPrecision.SINGLE)))
                  .getVector();
      vector.allocateNew();
      for (int i = 0; i < 3; i++) {
        vector.setNotNull(i);
        data.setSafe(2 * i, i);
        data.setSafe(2 * i + 1, -i);
      }
      data.setValueCount(6);
      vector.setValueCount(3);
      DenseColumn column = ArrowColumns.numbers("x", new Space.Rows(3), vector);
      assertEquals(Shape.of(2), column.shape());
      assertArrayEquals(new float[] {0, 0, 1, -1, 2, -2}, Columns.floats(column));
    }
  }

  @Test
  void aTableBecomesAFrame() {
    BitVector mask = new BitVector("mask", ALLOCATOR);
    mask.allocateNew(3);
    mask.set(0, 1);
    mask.set(1, 0);
    mask.set(2, 1);
    mask.setValueCount(3);
    VarCharVector name = texts("name", "ä", "", "c");
    VarCharVector categories = texts("names", "war", "art");
    Dictionary dictionary = new Dictionary(categories, new DictionaryEncoding(7, false, null));
    FieldVector genre =
        (FieldVector) DictionaryEncoder.encode(texts("genre", "art", "war", "art"), dictionary);
    Graph graph = Graph.of(3, new int[0], new int[0]);
    Frame frame =
        ArrowColumns.with(
            graph.nodeFrame(),
            new VectorSchemaRoot(List.of(floats("x", 4, 5, 6), mask, name, genre)),
            new DictionaryProvider.MapDictionaryProvider(dictionary));
    graph = graph.withFrame(frame);
    assertArrayEquals(
        new boolean[] {true, false, true}, Columns.booleans(graph.nodeFrame().dense("mask")));
    assertArrayEquals(new String[] {"ä", "", "c"}, graph.nodeFrame().text("name").toArray());
    assertArrayEquals(
        new String[] {"art", "war", "art"}, graph.nodeFrame().text("genre").toArray());
    assertArrayEquals(new int[] {1, 0, 1}, Columns.ints(graph.nodeFrame().dense("genre")));
    assertArrayEquals(new float[] {4, 5, 6}, Columns.floats(graph.nodeData("x")));
  }

  @Test
  void nullsAndOtherTypesAreRefused() {
    try (IntVector ints = new IntVector("i", ALLOCATOR);
        SmallIntVector small = new SmallIntVector("s", ALLOCATOR)) {
      ints.allocateNew(2);
      ints.set(0, 1);
      ints.setNull(1);
      ints.setValueCount(2);
      small.allocateNew(1);
      small.set(0, 1);
      small.setValueCount(1);
      assertEquals(
          "ArrowColumns(i): 1 values are null; expected none. Fill them, or keep a mask as a column of its own.",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> ArrowColumns.numbers("i", new Space.Rows(2), ints))
              .getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> ArrowColumns.numbers("s", new Space.Rows(1), small));
      assertThrows(
          IllegalArgumentException.class, () -> ArrowColumns.texts("i", new Space.Rows(2), ints));
    }
    Float4Vector three = floats("x", 1, 2, 3);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> ArrowColumns.numbers("x", new Space.Rows(2), three))
            .getMessage()
            .contains("3 values; expected 2"));
  }

  private static Float4Vector floats(String name, float... values) {
    Float4Vector vector = new Float4Vector(name, ALLOCATOR);
    vector.allocateNew(values.length);
    for (int i = 0; i < values.length; i++) {
      vector.set(i, values[i]);
    }
    vector.setValueCount(values.length);
    return vector;
  }

  private static VarCharVector texts(String name, String... values) {
    VarCharVector vector = new VarCharVector(name, ALLOCATOR);
    vector.allocateNew();
    for (int i = 0; i < values.length; i++) {
      vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
    }
    vector.setValueCount(values.length);
    return vector;
  }
}
