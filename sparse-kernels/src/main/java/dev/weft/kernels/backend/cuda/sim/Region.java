package dev.weft.kernels.backend.cuda.sim;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Some bytes of simulated memory, and who touched them since the launch began. What is remembered
 * of every word: whether it holds something, who wrote it, and who read it since. A reader that
 * follows another in time stands for both. Of readers that do not follow each other, a block's
 * scratch remembers all; device memory only that they were {@link #MANY}, and then nobody may write
 * during the launch.
 */
final class Region {
  private static final int NOBODY = -1;
  private static final int MANY = -2;

  private final String name;
  private final long bytes;
  private final MemorySegment memory;
  private final boolean[] filled;
  private final int[] writer;
  private final int[] written;
  private final int[] reader;
  private final int[] seen;

  /** For every word that many have read, the time at which each thread of the block did, or -1. */
  private final int[][] readers;

  private final int threads;

  /** Device memory. */
  Region(String name, long bytes) {
    this(name, bytes, 0);
  }

  /** The scratch of a block of so many threads; 0 for device memory. */
  Region(String name, long bytes, int threads) {
    this.name = name;
    this.threads = threads;
    this.bytes = bytes;
    int words = Math.toIntExact((bytes + 3) / 4);
    memory = MemorySegment.ofArray(new byte[4 * words]);
    filled = new boolean[words];
    writer = new int[words];
    written = new int[words];
    reader = new int[words];
    seen = new int[words];
    readers = new int[threads == 0 ? 0 : words][];
    forgetThreads();
  }

  /** A launch has begun: what came before is in order. */
  void forgetThreads() {
    Arrays.fill(writer, NOBODY);
    Arrays.fill(reader, NOBODY);
  }

  void upload(MemorySegment from, long offset) {
    long end = offset + from.byteSize();
    if (end > bytes) {
      throw new Fault(name + ": " + end + " bytes do not fit its " + bytes + ".");
    }
    MemorySegment.copy(from, 0, memory, offset, from.byteSize());
    Arrays.fill(filled, (int) (offset / 4), (int) ((end + 3) / 4), true);
  }

  /** Copies to another region; what was never written here counts as never written there. */
  void copy(long offset, Region to, long toOffset, long count) {
    if (offset + count > bytes || toOffset + count > to.bytes) {
      throw new Fault(name + ": " + count + " bytes do not fit " + to.name + ".");
    }
    MemorySegment.copy(memory, offset, to.memory, toOffset, count);
    for (long word = 0; word < (count + 3) / 4; word++) {
      to.filled[(int) (toOffset / 4 + word)] = filled[(int) (offset / 4 + word)];
    }
  }

  void download(long offset, MemorySegment to) {
    for (long word = offset / 4; word < (offset + to.byteSize() + 3) / 4; word++) {
      if (!filled[(int) word]) {
        throw new Fault(name + ": byte " + 4 * word + " is wanted, but nothing was written there.");
      }
    }
    MemorySegment.copy(memory, offset, to, 0, to.byteSize());
  }

  long read(Lane lane, long offset, int size) {
    check(lane, offset, size, "reads");
    for (int word = (int) (offset >>> 2); word <= (offset + size - 1) >>> 2; word++) {
      readWord(lane, word);
    }
    return switch (size) {
      case 1 -> memory.get(JAVA_BYTE, offset) & 0xFF;
      case 2 -> memory.get(JAVA_SHORT_UNALIGNED, offset) & 0xFFFF;
      case 4 -> memory.get(JAVA_INT_UNALIGNED, offset);
      default -> memory.get(JAVA_LONG_UNALIGNED, offset);
    };
  }

  void write(Lane lane, long offset, int size, long value) {
    check(lane, offset, size, "writes");
    for (int word = (int) (offset >>> 2); word <= (offset + size - 1) >>> 2; word++) {
      writeWord(lane, word);
    }
    switch (size) {
      case 1 -> memory.set(JAVA_BYTE, offset, (byte) value);
      case 2 -> memory.set(JAVA_SHORT_UNALIGNED, offset, (short) value);
      case 4 -> memory.set(JAVA_INT_UNALIGNED, offset, (int) value);
      default -> memory.set(JAVA_LONG_UNALIGNED, offset, value);
    }
  }

  private void readWord(Lane lane, int word) {
    if (!filled[word]) {
      throw lane.fault("reads byte " + 4L * word + " of " + name + ", which nobody has written");
    }
    if (writer[word] != NOBODY && !lane.follows(writer[word], written[word])) {
      throw race(lane, "reads", word, "wrote", writer[word]);
    }
    if (reader[word] == NOBODY || reader[word] != MANY && lane.follows(reader[word], seen[word])) {
      reader[word] = lane.id;
      seen[word] = lane.time();
    } else if (reader[word] != lane.id) {
      many(lane, word);
    }
  }

  private void many(Lane lane, int word) {
    if (threads > 0) {
      if (reader[word] != MANY) {
        readers[word] = new int[threads];
        Arrays.fill(readers[word], NOBODY);
        readers[word][reader[word] % threads] = seen[word];
      }
      readers[word][lane.id % threads] = lane.time();
    }
    reader[word] = MANY;
  }

  private void writeWord(Lane lane, int word) {
    if (writer[word] != NOBODY && !lane.follows(writer[word], written[word])) {
      throw race(lane, "writes", word, "wrote", writer[word]);
    }
    if (reader[word] == MANY) {
      afterAll(lane, word);
    } else if (reader[word] != NOBODY && !lane.follows(reader[word], seen[word])) {
      throw race(lane, "writes", word, "read", reader[word]);
    }
    writer[word] = lane.id;
    written[word] = lane.time();
    reader[word] = NOBODY;
    filled[word] = true;
  }

  private void afterAll(Lane lane, int word) {
    if (threads == 0) {
      throw race(lane, "writes", word, "read", MANY);
    }
    int block = lane.id / threads * threads;
    for (int t = 0; t < threads; t++) {
      if (readers[word][t] != NOBODY && !lane.follows(block + t, readers[word][t])) {
        throw race(lane, "writes", word, "read", block + t);
      }
    }
  }

  private Fault race(Lane lane, String does, int word, String did, int other) {
    return lane.fault(
        does
            + " byte "
            + 4L * word
            + " of "
            + name
            + ", which "
            + (other == MANY ? "several others" : lane.describe(other))
            + " "
            + did
            + " with nothing in between: a race");
  }

  private void check(Lane lane, long offset, int size, String does) {
    if (offset < 0 || offset + size > bytes) {
      throw lane.fault(
          does
              + " bytes "
              + offset
              + " to "
              + (offset + size)
              + " of "
              + name
              + ", which has "
              + bytes);
    }
    if (offset % size != 0) {
      throw lane.fault(does + " " + size + " bytes at " + offset + " of " + name + ", misaligned");
    }
  }
}
