package dev.weft.kernels.backend.cuda.gen;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The values of a row that a team keeps in shared memory, because a thread reads elements that
 * others computed. Which ones are read is known only when all code is written; so code is written
 * twice, and the second time keeps what the first time read.
 */
final class Slots {
  private final Set<Integer> wanted;
  private final Set<Integer> read = new HashSet<>();
  private final Map<Integer, Integer> offsets = new LinkedHashMap<>();
  private final boolean all;
  private int bytes;

  private Slots(boolean all, Set<Integer> wanted) {
    this.all = all;
    this.wanted = wanted;
  }

  /** Keeps everything. */
  static Slots everything() {
    return new Slots(true, Set.of());
  }

  /** Keeps what was read from these. */
  static Slots read(Slots before) {
    return new Slots(false, Set.copyOf(before.read));
  }

  /** True when someone reads elements of the value that it did not compute. */
  boolean keeps(int value) {
    return all || wanted.contains(value);
  }

  /** Where the value begins, in bytes from the team's scratch; the reader. */
  int read(int value, int width) {
    read.add(value);
    return offset(value, width);
  }

  /** Where the value begins, in bytes from the team's scratch; the writer. */
  int offset(int value, int width) {
    Integer known = offsets.get(value);
    if (known == null) {
      known = bytes;
      offsets.put(value, known);
      bytes = Math.addExact(bytes, Math.multiplyExact(4, width));
    }
    return known;
  }

  /** Scratch of a team. */
  int bytes() {
    return (bytes + 15) & -16;
  }
}
