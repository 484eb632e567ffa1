package dev.weft.kernels.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.sparse.CountingSort.Keyed;
import dev.weft.kernels.sparse.CountingSort.Rows;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {
  static List<Edges> edges() {
    return Edges.cornerCases().stream().filter(edges -> edges.size() > 0).toList();
  }

  static List<Edges> large() {
    return Edges.large();
  }

  /** Small blocks and buckets stand for inputs that no test can hold: positions need few bits. */
  @ParameterizedTest
  @MethodSource({"edges", "large"})
  void anyDivisionOfTheWordsSortsAlike(Edges edges) {
    boolean small = edges.size() < 10_000;
    for (int keyBits : small ? new int[] {0, 1, 3, 8} : new int[] {10, 12}) {
      for (int blockBits : small ? new int[] {1, 6} : new int[] {9, 13}) {
        Partition.Layout layout = new Partition.Layout(keyBits, 20, blockBits);
        for (DType type : new DType[] {DType.INT32, DType.INT64}) {
          assertSameAsPlain(edges, layout, type, Optional.empty());
          assertSameAsPlain(edges, layout, type, Optional.of(falling(edges.size(), type)));
        }
      }
    }
  }

  private static IdArray falling(int size, DType type) {
    IdArray ids = IdArray.allocate(size, type);
    for (int i = 0; i < size; i++) {
      IdArray.set(ids.segment().address(), ids.isWide(), i, size - 1L - i);
    }
    return ids;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 100, 100_000, 1 << 20, 1L << 27, Integer.MAX_VALUE})
  void aWordHoldsKeyValueAndPosition(long bound) {
    for (long valueBound : new long[] {1, 3, 1 << 20, Integer.MAX_VALUE}) {
      Partition.Layout layout =
          Partition.Layout.of(
              new Keyed(
                  MemorySegment.NULL,
                  MemorySegment.NULL,
                  Optional.empty(),
                  1L << 33,
                  bound,
                  valueBound));
      assertTrue(layout.keyBits() + layout.valueBits() + layout.blockBits() <= Long.SIZE);
      assertTrue(layout.blockBits() >= 12, "blocks of 4,096 entries and more");
      assertTrue(valueBound <= 1L << layout.valueBits());
      assertTrue((bound - 1) >>> layout.keyBits() < 1024, "at most 1,024 buckets");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INT32", "INT64"})
  void idsOfEitherWidthAreKept(DType type) {
    IdArray ids = IdArray.allocate(3, type);
    ids.number();
    assertEquals(2, ids.get(2));
    long large = type == DType.INT64 ? 1L << 40 : Integer.MAX_VALUE;
    IdArray.set(ids.segment().address(), ids.isWide(), 1, large);
    assertEquals(large, ids.get(1));
    assertEquals(0, ids.get(0));
    assertEquals(2, ids.get(2));
  }

  private static void assertSameAsPlain(
      Edges edges, Partition.Layout layout, DType type, Optional<IdArray> ids) {
    Coo coo = edges.coo();
    Keyed in = new Keyed(coo.row(), coo.col(), ids, edges.size(), edges.rows(), edges.cols());
    Rows out = rows(edges, type);
    try (Scratch scratch = new Scratch()) {
      Ids.setLong(out.indptr().address(), 0, 0);
      Partition partition = Partition.of(in, layout, scratch);
      for (int bucket = partition.buckets() - 1; bucket >= 0; bucket--) {
        partition.sort(bucket, out);
      }
    }
    long[] indptr = new long[edges.rows() + 1];
    for (int row : edges.row()) {
      indptr[row + 1]++;
    }
    for (int r = 0; r < edges.rows(); r++) {
      indptr[r + 1] += indptr[r];
    }
    assertArrayEquals(indptr, Edges.longs(out.indptr()));
    int[] values = new int[edges.size()];
    int[] expectedIds = new int[edges.size()];
    long[] next = indptr.clone();
    for (int e = 0; e < edges.size(); e++) {
      int at = (int) next[edges.row()[e]]++;
      values[at] = edges.col()[e];
      expectedIds[at] = ids.isPresent() ? edges.size() - 1 - e : e;
    }
    assertArrayEquals(values, Edges.ints(out.values()));
    assertArrayEquals(expectedIds, Edges.ids(out.ids().orElseThrow().segment(), type));
  }

  private static Rows rows(Edges edges, DType type) {
    return new Rows(
        Ids.longs(edges.rows() + 1L),
        Ids.ints(edges.size()),
        Optional.of(IdArray.allocate(edges.size(), type)));
  }
}
