package dev.weft.kernels.sparse;

import dev.weft.kernels.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Optional;

/** The runs of equal columns in rows whose columns never fall, numbered in order. */
final class Distinct {
  private final Csr sorted;
  private final Chunks chunks;

  /** Number of the first run of every chunk of rows; one more at the end. */
  private final long[] starts;

  Distinct(Csr sorted) {
    this.sorted = sorted;
    this.chunks = Chunks.of(sorted, Ranges.BLOCK);
    this.starts = new long[chunks.count() + 1];
    Workers.run(chunks.count(), i -> starts[i + 1] = count(i));
    for (int i = 0; i < chunks.count(); i++) {
      starts[i + 1] += starts[i];
    }
  }

  /** Number of runs. */
  long count() {
    return starts[chunks.count()];
  }

  private long count(int chunk) {
    long indptr = sorted.indptr().address();
    long cols = sorted.indices().address();
    long count = 0;
    for (long r = chunks.firstRow(chunk), last = chunks.endRow(chunk); r < last; r++) {
      long begin = Ids.getLong(indptr, r);
      long end = Ids.getLong(indptr, r + 1);
      count += begin < end ? 1 : 0;
      for (long p = begin + 1; p < end; p++) {
        count += Ids.get(cols, p) == Ids.get(cols, p - 1) ? 0 : 1;
      }
    }
    return count;
  }

  /** One edge for each run. */
  Coo coo() {
    MemorySegment row = Ids.ints(count());
    MemorySegment col = Ids.ints(count());
    Workers.run(chunks.count(), i -> write(i, row.address(), col.address()));
    Reference.reachabilityFence(sorted);
    Reference.reachabilityFence(row);
    Reference.reachabilityFence(col);
    return Coo.trusted(sorted.rows(), sorted.cols(), count(), row, col);
  }

  private void write(int chunk, long row, long col) {
    long indptr = sorted.indptr().address();
    long cols = sorted.indices().address();
    long run = starts[chunk];
    for (int r = chunks.firstRow(chunk); r < chunks.endRow(chunk); r++) {
      int previous = -1;
      for (long p = Ids.getLong(indptr, r), end = Ids.getLong(indptr, r + 1L); p < end; p++) {
        int c = Ids.get(cols, p);
        if (c != previous) {
          Ids.set(row, run, r);
          Ids.set(col, run++, c);
          previous = c;
        }
      }
    }
  }

  /**
   * Writes what is known of each run.
   *
   * @param order former edge id of every entry, rising within a run; empty when it is the position
   * @param counts gets the entries of every run
   * @param firsts gets the first former edge id of every run
   * @param uniqueOf gets the run of every former edge
   */
  void number(Optional<IdArray> order, MemorySegment counts, IdArray firsts, IdArray uniqueOf) {
    long ids = order.map(array -> array.segment().address()).orElse(0L);
    Workers.run(chunks.count(), i -> number(i, ids, counts, firsts, uniqueOf));
    Reference.reachabilityFence(sorted);
    Reference.reachabilityFence(order);
    Reference.reachabilityFence(counts);
    Reference.reachabilityFence(firsts);
    Reference.reachabilityFence(uniqueOf);
  }

  private void number(
      int chunk, long order, MemorySegment counts, IdArray firsts, IdArray uniqueOf) {
    long indptr = sorted.indptr().address();
    long cols = sorted.indices().address();
    long toCounts = counts.address();
    long toFirsts = firsts.segment().address();
    long toUnique = uniqueOf.segment().address();
    boolean wide = firsts.isWide();
    long run = starts[chunk] - 1;
    for (int r = chunks.firstRow(chunk); r < chunks.endRow(chunk); r++) {
      int previous = -1;
      for (long p = Ids.getLong(indptr, r), end = Ids.getLong(indptr, r + 1L); p < end; p++) {
        int c = Ids.get(cols, p);
        long id = order == 0 ? p : IdArray.get(order, wide, p);
        if (c != previous) {
          run++;
          IdArray.set(toFirsts, wide, run, id);
          previous = c;
        }
        Ids.set(toCounts, run, Math.incrementExact(Ids.get(toCounts, run)));
        IdArray.set(toUnique, wide, id, run);
      }
    }
  }
}
