package dev.weft.kernels.sparse;

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
  private static final long LARGE = 1 << 17;

  private CountingSort() {}

  /** See {@link Coo#toCsr}. */
  static Csr byRow(Coo coo) {
    MemorySegment indptr = Ids.longs(coo.rows() + 1);
    if (neverFalls(coo.row(), coo.size())) {
      pointers(coo.row().address(), coo.size(), coo.rows(), indptr.address());
      Reference.reachabilityFence(coo);
      return Csr.trusted(coo.rows(), coo.cols(), coo.size(), indptr, coo.col(), Optional.empty());
    }
    Checks.edgeIds(coo.toString(), coo.size());
    MemorySegment indices = Ids.ints(coo.size());
    MemorySegment eids = Ids.ints(coo.size());
    sort(new Keyed(coo.row(), coo.col(), coo.size(), coo.rows()), indptr, indices, eids);
    return Csr.trusted(coo.rows(), coo.cols(), coo.size(), indptr, indices, Optional.of(eids));
  }

  /** The positions of {@code keys} in stable order of the keys, which are in [0, bound). */
  static MemorySegment order(MemorySegment keys, long size, long bound) {
    MemorySegment order = Ids.ints(size);
    MemorySegment values = Ids.ints(size);
    sort(new Keyed(keys, keys, size, bound), Ids.longs(bound + 1), values, order);
    return order;
  }

  /** int32 number of times that each of 0 to bound - 1 occurs. */
  static MemorySegment counts(MemorySegment keys, long size, long bound) {
    MemorySegment out = Ids.ints(bound);
    long from = keys.address();
    long to = out.address();
    for (long i = 0; i < size; i++) {
      int key = Ids.get(from, i);
      Ids.set(to, key, Ids.get(to, key) + 1);
    }
    Reference.reachabilityFence(keys);
    return out;
  }

  /** Keys in [0, bound) with a value each. */
  record Keyed(MemorySegment keys, MemorySegment values, long size, long bound) {}

  private static void sort(
      Keyed in, MemorySegment indptr, MemorySegment values, MemorySegment order) {
    if (in.size() < LARGE) {
      Bucket all = new Bucket(in.keys().address(), in.values().address(), 0, 0, in.size());
      all.sort(0, in.bound(), indptr.address(), values.address(), order.address());
    } else {
      try (Partition partition = Partition.of(in)) {
        Workers.run(
            partition.buckets(),
            b -> {
              long first = partition.firstKey(b);
              long end = partition.firstKey(b + 1);
              partition
                  .bucket(b)
                  .sort(first, end, indptr.address(), values.address(), order.address());
            });
      }
    }
    Reference.reachabilityFence(in);
    Reference.reachabilityFence(indptr);
    Reference.reachabilityFence(values);
    Reference.reachabilityFence(order);
  }

  private static boolean neverFalls(MemorySegment keys, long size) {
    long base = keys.address();
    long bad =
        Ranges.first(
            size - 1,
            (from, to) -> {
              long i = from;
              while (i < to && Ids.get(base, i) <= Ids.get(base, i + 1)) {
                i++;
              }
              return i;
            });
    Reference.reachabilityFence(keys);
    return bad >= size - 1;
  }

  /**
   * Row pointers of sorted keys: every edge fills the pointers between its predecessor's row and
   * its own.
   */
  private static void pointers(long keys, long size, long bound, long indptr) {
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
    for (long r = size == 0 ? 0 : Ids.get(keys, size - 1) + 1L; r <= bound; r++) {
      Ids.setLong(indptr, r, size);
    }
  }

  /**
   * A run of entries whose keys share their upper bits.
   *
   * @param keys address of the keys
   * @param values address of the values
   * @param order address of the edge ids; 0 when they are the positions
   * @param start position of the first entry, in the input as in the result
   * @param end position after the last entry
   */
  record Bucket(long keys, long values, long order, long start, long end) {

    /**
     * Sorts keys in [first, last) and writes their row pointers. The pointer of row r + 1 serves as
     * row r's counter, then as the position of its next entry, and ends where row r + 1 begins.
     */
    void sort(long first, long last, long indptr, long outValues, long outOrder) {
      for (long i = start; i < end; i++) {
        long slot = Ids.get(keys, i) + 1L;
        Ids.setLong(indptr, slot, Ids.getLong(indptr, slot) + 1);
      }
      long position = start;
      for (long slot = first + 1; slot <= last; slot++) {
        long count = Ids.getLong(indptr, slot);
        Ids.setLong(indptr, slot, position);
        position += count;
      }
      for (long i = start; i < end; i++) {
        long slot = Ids.get(keys, i) + 1L;
        long to = Ids.getLong(indptr, slot);
        Ids.setLong(indptr, slot, to + 1);
        Ids.set(outValues, to, Ids.get(values, i));
        Ids.set(outOrder, to, order == 0 ? (int) i : Ids.get(order, i));
      }
    }
  }
}
