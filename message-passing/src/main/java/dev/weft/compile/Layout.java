package dev.weft.compile;

import dev.weft.kernels.memory.Workspaces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where the buffers lie in the workspace, for given sizes. Buffers that live at the same time never
 * overlap; the largest are placed first, each in the lowest gap that holds it (greedy by size,
 * Pisarchyk and Lee 2020).
 */
final class Layout {
  private static final long ALIGNMENT = 64;

  private final long[] bytes;
  private final long[] offsets;
  private long workspace;
  private long results;

  Layout(Buffer[] buffers, long[] fixedRows, Sizes sizes) {
    bytes = new long[buffers.length];
    offsets = new long[buffers.length];
    List<Integer> scratch = new ArrayList<>();
    for (int i = 0; i < buffers.length; i++) {
      long rows = sizes.of(buffers[i].rowClass(), fixedRows[i]);
      long raw =
          Math.multiplyExact(
              Math.multiplyExact(rows, buffers[i].stride()), (long) buffers[i].dtype().bytes());
      bytes[i] = Math.addExact(raw, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      if (buffers[i].isScratch()) {
        scratch.add(i);
      } else if (buffers[i].result()) {
        results = Math.addExact(results, bytes[i]);
      }
    }
    scratch.sort(Comparator.comparingLong((Integer i) -> -bytes[i]));
    List<Integer> placed = new ArrayList<>();
    for (int i : scratch) {
      offsets[i] = lowestGap(buffers, i, placed);
      placed.add(i);
      workspace = Math.max(workspace, Math.addExact(offsets[i], bytes[i]));
    }
  }

  private long lowestGap(Buffer[] buffers, int buffer, List<Integer> placed) {
    int[] alive =
        placed.stream()
            .filter(other -> overlap(buffers[other], buffers[buffer]))
            .mapToInt(i -> i)
            .toArray();
    long[][] taken =
        Arrays.stream(alive)
            .mapToObj(i -> new long[] {offsets[i], offsets[i] + bytes[i]})
            .toArray(long[][]::new);
    Arrays.sort(taken, Comparator.comparingLong(range -> range[0]));
    long at = 0;
    for (long[] range : taken) {
      if (range[0] - at >= bytes[buffer]) {
        break;
      }
      at = Math.max(at, range[1]);
    }
    return at;
  }

  private static boolean overlap(Buffer a, Buffer b) {
    return a.first() <= b.last() && b.first() <= a.last();
  }

  /** Bytes of a buffer. */
  long bytes(int buffer) {
    return bytes[buffer];
  }

  /** Where a scratch buffer begins in the workspace. */
  long offset(int buffer) {
    return offsets[buffer];
  }

  /** Bytes of the workspace. */
  long workspace() {
    return workspace;
  }

  /**
   * Bytes of the leased workspace and the results together. Parameters have the memory of their
   * next value already, after the first step.
   */
  long peak() {
    return Math.addExact(Workspaces.sizeClass(workspace), results);
  }

  /** Bytes of the largest buffer. */
  long largest() {
    return Arrays.stream(bytes).max().orElse(0);
  }
}
