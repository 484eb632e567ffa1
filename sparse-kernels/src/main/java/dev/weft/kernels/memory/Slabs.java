package dev.weft.kernels.memory;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Small pieces of memory for values, cut from slabs and used again: a training step hands out a
 * loss of four bytes, and a thousand of them may wait for the garbage collector. So steps that hand
 * out little ask the system for nothing. Sizes are powers of two; slabs are never given back.
 * Thread-safe.
 */
final class Slabs {
  /** Bytes of the largest piece. */
  static final long LARGEST = 4096;

  private static final long SLAB = 64 << 10;
  private static final int CLASSES = sizeClass(LARGEST) + 1;

  /** Addresses of idle pieces, by size. */
  private static final long[][] IDLE = new long[CLASSES][16];

  private static final int[] COUNTS = new int[CLASSES];
  private static long next;
  private static long end;

  private Slabs() {}

  /** The address of at least so many zero bytes. */
  static synchronized long take(long bytes) {
    int size = sizeClass(bytes);
    if (COUNTS[size] > 0) {
      long address = IDLE[size][--COUNTS[size]];
      MemorySegment.ofAddress(address).reinterpret(Memory.ALIGNMENT << size).fill((byte) 0);
      return address;
    }
    return cut(size);
  }

  /** Takes back what {@link #take} gave for so many bytes. */
  static synchronized void giveBack(long address, long bytes) {
    int size = sizeClass(bytes);
    if (COUNTS[size] == IDLE[size].length) {
      IDLE[size] = Arrays.copyOf(IDLE[size], 2 * COUNTS[size]);
    }
    IDLE[size][COUNTS[size]++] = address;
  }

  /** What is left of a slab too small for a piece is lost: less than a piece of every slab. */
  private static long cut(int size) {
    long bytes = Memory.ALIGNMENT << size;
    if (end - next < bytes) {
      Region slab = Region.take(SLAB);
      Ledger.pooled(SLAB, slab.ticket);
      next = slab.address;
      end = slab.address + SLAB;
    }
    long address = next;
    next += bytes;
    return address;
  }

  /** n for a piece of 64 · 2^n bytes. */
  private static int sizeClass(long bytes) {
    return Math.max(0, 64 - Long.numberOfLeadingZeros(Math.max(bytes, 1) - 1) - 6);
  }
}
