package dev.weft.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ColumnsTest {
  private static final Space THREE = new Space.Rows(3);

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeKeepsSmallIntegers(DType dtype) {
    DenseColumn column =
        Columns.of("v", THREE, dtype, Shape.of(2), new double[] {0, 1, 1, 0, 0, 1});
    assertEquals(dtype, column.dtype());
    assertArrayEquals(new float[] {0, 1, 1, 0, 0, 1}, Columns.floats(column));
    assertArrayEquals(new double[] {0, 1, 1, 0, 0, 1}, Columns.doubles(column));
  }

  @Test
  void halfPrecisionRoundsToTheNearestAndTiesToEven() {
    // 1 + 2^-8 lies between the bfloat16 neighbours 1 and 1 + 2^-7, and ties to 1; 1 + 3 * 2^-8
    // ties to 1 + 2^-6.
    double[] values = {1 + 0x1p-8, 1 + 3 * 0x1p-8, Double.NaN};
    assertArrayEquals(
        new float[] {1, 1 + 0x1p-6f, Float.NaN},
        Columns.floats(Columns.of("b", THREE, DType.BFLOAT16, Shape.SCALAR, values)));
    // float16 has ten bits after the point.
    double[] halves = {1 + 0x1p-11, 1 + 3 * 0x1p-11, 65504};
    assertArrayEquals(
        new float[] {1, 1 + 0x1p-9f, 65504},
        Columns.floats(Columns.of("h", THREE, DType.FLOAT16, Shape.SCALAR, halves)));
  }

  @Test
  void chunksOfAnyLengthAndStrideReadAsOneColumn() {
    DenseColumn column = chunked();
    assertArrayEquals(new float[] {0, 1, 10, 11, 20, 21, 30, 31, 40, 41}, Columns.floats(column));
    Column picked = Columns.gather(column, new Space.Rows(4), Ids.of(4, 0, 1, 4));
    assertArrayEquals(new float[] {40, 41, 0, 1, 10, 11, 40, 41}, Columns.floats(picked));
    Column twice = Columns.concat(List.of(column, column), new Space.Rows(10));
    assertEquals(21, Columns.floats(twice)[15]);
  }

  /** Five rows [10 i, 10 i + 1] in chunks of one, three and one rows with strides of 2, 4 and 3. */
  private static DenseColumn chunked() {
    return Columns.over(
        "c",
        new Space.Rows(5),
        Shape.of(2),
        List.of(chunk(0, 1, 2), chunk(1, 3, 4), chunk(4, 1, 3)));
  }

  private static HostStorage chunk(int first, int rows, int stride) {
    MemorySegment memory = Memory.allocateCollected(4L * rows * stride).segment();
    for (int i = 0; i < rows; i++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * stride, 10f * (first + i));
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, (long) i * stride + 1, 10f * (first + i) + 1);
    }
    return new HostStorage(memory, DType.FLOAT32, rows, 2, stride);
  }

  @Test
  void lengthsAreChecked() {
    assertEquals(
        "Column x: 5 values; expected 6, 2 for each of rows[3] (row shape [2]).",
        assertThrows(
                IllegalArgumentException.class,
                () -> Columns.of("x", THREE, new float[5], Shape.of(2)))
            .getMessage());
    assertEquals(
        "Column x: 2 rows; expected 3, one for each of rows[3].",
        assertThrows(IllegalArgumentException.class, () -> Columns.of("x", THREE, true, false))
            .getMessage());
    assertEquals(
        "Column x: row 1 has 1 values; expected 2 as in row 0.",
        assertThrows(
                IllegalArgumentException.class,
                () -> Columns.of("x", THREE, new float[][] {{1, 2}, {1}, {1, 2}}))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> Columns.ints(Columns.of("x", THREE, 1f, 2f, 3f)));
    assertThrows(
        ArithmeticException.class, () -> Columns.ints(Columns.of("x", THREE, 1L, 1L << 40, 3L)));
    assertThrows(IllegalArgumentException.class, () -> TextColumn.of("t", THREE, "a"));
  }

  @Test
  void wrongOffsetsAndCodesAreRefused() {
    MemorySegment offsets = Memory.allocateCollected(32).segment();
    MemorySegment bytes = Memory.allocateCollected(4).segment();
    offsets.setAtIndex(ValueLayout.JAVA_LONG, 1, 3);
    offsets.setAtIndex(ValueLayout.JAVA_LONG, 2, 2);
    assertEquals(
        "TextColumn t: offsets[2]=2; expected a number from 3 to 4.",
        assertThrows(
                IllegalArgumentException.class, () -> new TextColumn("t", THREE, offsets, bytes))
            .getMessage());
    DenseColumn codes = Columns.of("c", THREE, 0, -1, 2);
    assertEquals(
        "CategoryColumn c: codes[2]=2 is out of range [-1, categories=2).",
        assertThrows(
                IllegalArgumentException.class, () -> new CategoryColumn(codes, List.of("a", "b")))
            .getMessage());
  }

  @Test
  void sparseRowsAddUpAndFollowTheirNodes() {
    NodeSet nodes = NodeSet.of("_N", 3);
    SparseColumn words =
        Columns.sparse(
            "words",
            nodes,
            Coo.of(3, 4, new int[] {2, 0, 2, 2}, new int[] {1, 3, 1, 0}),
            1,
            2,
            4,
            8);
    assertArrayEquals(new float[] {0, 0, 0, 2, 0, 0, 0, 0, 8, 5, 0, 0}, Columns.floats(words));
    NodeSet two = NodeSet.of("_N", 2);
    assertArrayEquals(
        new float[] {8, 5, 0, 0, 0, 0, 0, 2},
        Columns.floats(Columns.gather(words, two, Ids.of(2, 0))));
    Column twice = Columns.concat(List.of(words, words), NodeSet.of("_N", 6));
    assertEquals(8, Columns.floats(twice)[20]);
    assertSame(words.entries(), ((SparseColumn) Columns.as(words, "bag", nodes)).entries());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Columns.concat(
                List.of(words, Columns.of("x", nodes, new float[12], Shape.of(4))),
                NodeSet.of("_N", 6)));
  }

  @Test
  void aGatheredColumnIsCopiedOnceWhenRead() {
    int[] made = {0};
    DenseColumn lazy =
        Columns.deferred(
            "x",
            THREE,
            DType.FLOAT32,
            Shape.SCALAR,
            () -> {
              made[0]++;
              return Columns.of("x", THREE, 1f, 2f, 3f);
            });
    DenseColumn renamed = (DenseColumn) Columns.as(lazy, "y", new Space.Rows(3));
    assertEquals(0, made[0]);
    assertSame(lazy.chunks(), renamed.chunks());
    assertEquals(1, made[0]);
  }

  @Test
  void longGathersKeepTheirOrder() {
    int size = 600_000;
    Ids backwards = Ids.of(IntStream.range(0, size).map(i -> size - 1 - i).toArray());
    assertArrayEquals(backwards.toArray(), Ids.range(size).gather(backwards).toArray());
    DenseColumn column = Columns.of("x", new Space.Rows(size), Ids.range(size));
    assertArrayEquals(
        backwards.toArray(),
        Columns.ints((DenseColumn) Columns.gather(column, new Space.Rows(size), backwards)));
  }
}
