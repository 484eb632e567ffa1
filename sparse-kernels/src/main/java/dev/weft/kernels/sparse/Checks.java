package dev.weft.kernels.sparse;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** What is checked once, when a structure is made from outside. */
final class Checks {
  private Checks() {}

  /** Node counts fit int32 ids; the number of edges is not negative. */
  static void counts(String subject, long rows, long cols, long size) {
    if (rows < 0 || cols < 0 || size < 0 || rows > Integer.MAX_VALUE || cols > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          subject
              + ": expected rows and cols from 0 to "
              + Integer.MAX_VALUE
              + " (ids are int32) and size >= 0. Did a count overflow?");
    }
  }

  /** The array is native and holds {@code count} elements. */
  static void array(String subject, String name, MemorySegment array, long count, int bytes) {
    long needed = Math.multiplyExact(count, (long) bytes);
    if (array.byteSize() < needed) {
      throw new IllegalArgumentException(
          subject
              + ": "
              + name
              + " holds "
              + array.byteSize()
              + " bytes; expected at least "
              + needed
              + " ("
              + count
              + " of int"
              + 8 * bytes
              + "). Was the file or array cut short?");
    }
    if (!array.scope().isAlive()) {
      throw new IllegalStateException(
          subject
              + ": the memory of "
              + name
              + " was freed. Keep its owner open as long as the structure is used.");
    }
    if (!array.isNative()) {
      throw new IllegalArgumentException(
          subject
              + ": "
              + name
              + " is a heap segment; expected native memory. Use the factory that takes arrays, or"
              + " copy it into a Memory block.");
    }
  }

  /** Every one of {@code count} ids is in [0, bound). */
  static void ids(
      String subject, String name, MemorySegment ids, long count, String boundName, long bound) {
    long base = ids.address();
    int limit = (int) bound;
    long bad = Ranges.first(count, (from, to) -> firstOutside(base, limit, from, to));
    long value = bad < count ? Ids.get(base, bad) : 0;
    Reference.reachabilityFence(ids);
    if (bad < count) {
      throw outOfRange(subject, name, bad, value, boundName, bound);
    }
  }

  static IllegalArgumentException outOfRange(
      String subject, String name, long at, long value, String boundName, long bound) {
    return new IllegalArgumentException(
        subject
            + ": "
            + name
            + "["
            + at
            + "]="
            + value
            + " is out of range [0, "
            + boundName
            + "="
            + bound
            + "). Was the count taken before adding nodes, or do the ids start at 1?");
  }

  /** Row pointers begin at 0, never fall, and end at {@code size}. */
  static void indptr(String subject, MemorySegment indptr, long rows, long size) {
    long base = indptr.address();
    if (Ids.getLong(base, 0) != 0) {
      throw new IllegalArgumentException(
          subject
              + ": indptr[0]="
              + Ids.getLong(base, 0)
              + "; expected 0. Subtract it from every pointer.");
    }
    long bad = Ranges.first(rows, (from, to) -> firstFall(base, from, to));
    if (bad < rows) {
      throw new IllegalArgumentException(
          subject
              + ": indptr["
              + (bad + 1)
              + "]="
              + Ids.getLong(base, bad + 1)
              + " is less than indptr["
              + bad
              + "]="
              + Ids.getLong(base, bad)
              + "; expected pointers that never fall. Is the array int64 and complete?");
    }
    long last = Ids.getLong(base, rows);
    if (last != size) {
      throw new IllegalArgumentException(
          subject
              + ": indptr[rows="
              + rows
              + "]="
              + last
              + "; expected size="
              + size
              + ". Do indptr and indices belong together?");
    }
    Reference.reachabilityFence(indptr);
  }

  private static long firstOutside(long base, int limit, long from, long to) {
    long i = from;
    // Negative ids are large as unsigned numbers.
    while (i < to && Integer.compareUnsigned(Ids.get(base, i), limit) < 0) {
      i++;
    }
    return i;
  }

  private static long firstFall(long base, long from, long to) {
    long i = from;
    while (i < to && Ids.getLong(base, i) <= Ids.getLong(base, i + 1)) {
      i++;
    }
    return i;
  }
}
