package dev.weft.compile;

import dev.weft.kernels.memory.Workspaces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Where the buffers lie in the workspace, for given sizes. Buffers that live at the same time never
 * overlap, but for an heir and the one whose rows it overwrites; the largest are placed first, each
 * in the lowest gap that holds it (greedy by size, Pisarchyk and Lee 2020).
 */
final class Layout {
  private static final long ALIGNMENT = 64;

  private final long[] bytes;
  private final long[] offsets;
  private final Life[] lives;
  private long workspace;
  private long results;

  /** The steps in which memory is in use: from what first has it to its last heir. */
  private record Life(int first, int last) {
    boolean overlaps(Life other) {
      return first <= other.last && other.first <= last;
    }
  }

  Layout(Buffer[] buffers, long[] fixedRows, Sizes sizes) {
    bytes = new long[buffers.length];
    offsets = new long[buffers.length];
    lives = lives(buffers);
    List<Integer> scratch = new ArrayList<>();
    for (int i = 0; i < buffers.length; i++) {
      long rows = sizes.of(buffers[i].rowClass(), fixedRows[i]);
      long raw =
          Math.multiplyExact(
              Math.multiplyExact(rows, buffers[i].stride()), (long) buffers[i].dtype().bytes());
      bytes[i] = Math.addExact(raw, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      if (buffers[i].isScratch() && buffers[i].heirOf() < 0) {
        scratch.add(i);
      } else if (buffers[i].result()) {
        results = Math.addExact(results, bytes[i]);
      }
    }
    scratch.sort(Comparator.comparingLong((Integer i) -> -bytes[i]));
    List<Integer> placed = new ArrayList<>();
    for (int i : scratch) {
      offsets[i] = lowestGap(i, placed);
      placed.add(i);
      workspace = Math.max(workspace, Math.addExact(offsets[i], bytes[i]));
    }
    for (int i = 0; i < buffers.length; i++) {
      offsets[i] = offsets[owner(buffers, i)];
    }
  }

  /** The buffer that has had the memory first. */
  private static int owner(Buffer[] buffers, int buffer) {
    int owner = buffer;
    while (buffers[owner].heirOf() >= 0) {
      owner = buffers[owner].heirOf();
    }
    return owner;
  }

  private static Life[] lives(Buffer[] buffers) {
    Life[] lives = new Life[buffers.length];
    Arrays.setAll(lives, i -> new Life(buffers[i].first(), buffers[i].last()));
    for (int i = 0; i < buffers.length; i++) {
      int owner = owner(buffers, i);
      lives[owner] =
          new Life(lives[owner].first(), Math.max(lives[owner].last(), buffers[i].last()));
    }
    return lives;
  }

  private long lowestGap(int buffer, List<Integer> placed) {
    int[] alive =
        placed.stream()
            .filter(other -> lives[other].overlaps(lives[buffer]))
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
