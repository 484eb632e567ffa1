package dev.weft.kernels.sparse;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.TreeMap;

/**
 * How unevenly the entries of a {@link Csr} are spread over its columns: what says whether a cache
 * that holds some rows of features serves most of the gathers.
 */
public final class Coverage {
  /** Columns by how often they occur: those that occur often, and their entries, come first. */
  private final long[] columns;

  private final long[] entries;

  private Coverage(long[] columns, long[] entries) {
    this.columns = columns;
    this.entries = entries;
  }

  /** Counts columns; O(entries + columns). */
  static Coverage of(Csr csr) {
    MemorySegment counts = Ids.ints(csr.cols());
    counts.fill((byte) 0);
    long base = counts.address();
    long indices = csr.indices().address();
    for (long p = 0; p < csr.size(); p++) {
      int column = Ids.get(indices, p);
      Ids.set(base, column, Ids.get(base, column) + 1);
    }
    TreeMap<Integer, Integer> byCount = new TreeMap<>((a, b) -> Integer.compare(b, a));
    int[] few = new int[256];
    for (long c = 0; c < csr.cols(); c++) {
      int count = Ids.get(base, c);
      if (count < few.length) {
        few[count]++;
      } else {
        byCount.merge(count, 1, Integer::sum);
      }
    }
    for (int count = 0; count < few.length; count++) {
      if (few[count] > 0) {
        byCount.put(count, few[count]);
      }
    }
    Reference.reachabilityFence(csr);
    Reference.reachabilityFence(counts);
    return cumulated(byCount);
  }

  private static Coverage cumulated(TreeMap<Integer, Integer> byCount) {
    long[] columns = new long[byCount.size() + 1];
    long[] entries = new long[byCount.size() + 1];
    int i = 0;
    for (Map.Entry<Integer, Integer> e : byCount.entrySet()) {
      columns[i + 1] = columns[i] + e.getValue();
      entries[i + 1] = entries[i] + (long) e.getKey() * e.getValue();
      i++;
    }
    return new Coverage(columns, entries);
  }

  /** The share of all entries that the {@code most} most frequent columns have; 1 of no entries. */
  public double share(double most) {
    long all = entries[entries.length - 1];
    if (all == 0 || most >= columns[columns.length - 1]) {
      return 1;
    }
    int i = 0;
    while (columns[i + 1] <= most) {
      i++;
    }
    double part = (most - columns[i]) / (columns[i + 1] - columns[i]);
    return (entries[i] + part * (entries[i + 1] - entries[i])) / all;
  }
}
