package dev.weft.kernels.sparse;

import dev.weft.kernels.parallel.Once;
import dev.weft.kernels.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Optional;

/**
 * Stable sorting of edges by an int32 key, which is what turns a {@link Coo} into a {@link Csr}:
 * count, sum up, scatter. The result of a stable sort is unique, so threads cannot change it.
 *
 * <p>Large inputs are first partitioned by the key's upper bits ({@link Partition}), because
 * counters and targets of a plain counting sort fall out of the cache.
 */
final class CountingSort {
  /** Fewer entries than this are sorted in one piece: everything fits the cache. */
  private static final long LARGE = 1 << 17;

  private CountingSort() {}

  /**
   * What is sorted.
   *
   * @param keys int32, in [0, bound)
   * @param values int32, in [0, valueBound)
   * @param ids of the entries; empty when they are the positions
   */
  record Keyed(
      MemorySegment keys,
      MemorySegment values,
      Optional<IdArray> ids,
      long size,
      long bound,
      long valueBound) {

    /** True when no key is less than the one before. */
    boolean isSorted() {
      long base = keys.address();
      long bad = Ranges.first(size - 1, (from, to) -> firstFall(base, from, to));
      Reference.reachabilityFence(keys);
      return bad >= size - 1;
    }

    private static long firstFall(long base, long from, long to) {
      long i = from;
      while (i < to && Ids.get(base, i) <= Ids.get(base, i + 1)) {
        i++;
      }
      return i;
    }
  }

  /**
   * What comes out, in the order of the keys.
   *
   * @param indptr int64, the first position of every key, and the end
   * @param values int32
   * @param ids empty when they are the positions, or not wanted
   */
  record Rows(MemorySegment indptr, MemorySegment values, Optional<IdArray> ids) {}

  /** See {@link Coo#toCsr} and {@link Coo#toCsrWithoutIds}. */
  static Csr byRow(Coo coo, boolean withIds) {
    long size = coo.size();
    Keyed in = keyed(coo);
    MemorySegment indptr = Ids.longs(coo.rows() + 1);
    if (in.isSorted()) {
      pointers(in, indptr);
      return Csr.trusted(coo, indptr, coo.col(), Optional.empty());
    }
    if (!withIds) {
      Rows out = new Rows(indptr, Ids.ints(size), Optional.empty());
      sort(in, out);
      return Csr.trusted(coo, indptr, out.values(), Optional.of(new Once<>(() -> ids(coo))));
    }
    IdArray ids = IdArray.allocate(size, coo.edgeIds());
    Rows out = new Rows(indptr, Ids.ints(size), Optional.of(ids));
    sort(in, out);
    return Csr.trusted(coo, indptr, out.values(), Optional.of(new Once<>(ids::segment)));
  }

  private static Keyed keyed(Coo coo) {
    return new Keyed(coo.row(), coo.col(), Optional.empty(), coo.size(), coo.rows(), coo.cols());
  }

  /** The edge ids in the order of the rows. */
  private static MemorySegment ids(Coo coo) {
    IdArray ids = IdArray.allocate(coo.size(), coo.edgeIds());
    try (Scratch scratch = new Scratch()) {
      MemorySegment indptr = scratch.longs(coo.rows() + 1);
      sort(keyed(coo), new Rows(indptr, scratch.ints(coo.size()), Optional.of(ids)));
    }
    return ids.segment();
  }

  /** int32 number of times that each of 0 to bound - 1 occurs. */
  static MemorySegment counts(MemorySegment keys, long size, long bound) {
    MemorySegment out = Ids.ints(bound).fill((byte) 0);
    long from = keys.address();
    long to = out.address();
    for (long i = 0; i < size; i++) {
      int key = Ids.get(from, i);
      Ids.set(to, key, Math.incrementExact(Ids.get(to, key)));
    }
    Reference.reachabilityFence(keys);
    return out;
  }

  /** Sorts into arrays of unspecified content. */
  static void sort(Keyed in, Rows out) {
    Ids.setLong(out.indptr().address(), 0, 0);
    if (in.size() < LARGE) {
      direct(in, out);
    } else {
      try (Scratch scratch = new Scratch()) {
        Partition partition = Partition.of(in, scratch);
        Workers.run(partition.buckets(), bucket -> partition.sort(bucket, out));
      }
    }
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
  }

  /**
   * The pointer of row r + 1 serves as row r's counter, then as the position of its next entry, and
   * ends where row r + 1 begins.
   */
  private static void direct(Keyed in, Rows out) {
    long keys = in.keys().address();
    long next = out.indptr().address() + 8;
    clear(next, in.bound());
    for (long i = 0; i < in.size(); i++) {
      int key = Ids.get(keys, i);
      Ids.setLong(next, key, Ids.getLong(next, key) + 1);
    }
    sumUp(next, in.bound(), 0);
    long from = in.values().address();
    long to = out.values().address();
    long given = in.ids().map(ids -> ids.segment().address()).orElse(0L);
    boolean givenWide = in.ids().map(IdArray::isWide).orElse(false);
    long ids = out.ids().map(array -> array.segment().address()).orElse(0L);
    boolean wide = out.ids().map(IdArray::isWide).orElse(false);
    for (long i = 0; i < in.size(); i++) {
      int key = Ids.get(keys, i);
      long at = Ids.getLong(next, key);
      Ids.setLong(next, key, at + 1);
      Ids.set(to, at, Ids.get(from, i));
      if (ids != 0) {
        IdArray.set(ids, wide, at, given == 0 ? i : IdArray.get(given, givenWide, i));
      }
    }
  }

  /** Makes {@code count} counters 0. */
  static void clear(long counters, long count) {
    for (long i = 0; i < count; i++) {
      Ids.setLong(counters, i, 0);
    }
  }

  /** Makes counts the positions at which each begins, the first at {@code position}. */
  static void sumUp(long counters, long count, long position) {
    long sum = position;
    for (long i = 0; i < count; i++) {
      long here = Ids.getLong(counters, i);
      Ids.setLong(counters, i, sum);
      sum += here;
    }
  }

  /**
   * Row pointers of sorted keys: every edge fills the pointers between its predecessor's row and
   * its own.
   */
  static void pointers(Keyed in, MemorySegment out) {
    long keys = in.keys().address();
    long indptr = out.address();
    long size = in.size();
    Ranges.forEach(
        size,
        (from, to) -> {
          int previous = from == 0 ? -1 : Ids.get(keys, from - 1);
          for (long i = from; i < to; i++) {
            int key = Ids.get(keys, i);
            for (; previous < key; previous++) {
              Ids.setLong(indptr, previous + 1, i);
            }
          }
        });
    for (long r = size == 0 ? 0 : Ids.get(keys, size - 1) + 1L; r <= in.bound(); r++) {
      Ids.setLong(indptr, r, size);
    }
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(out);
  }
}
