package dev.weft.kernels.backend.cuda.sim;

import java.lang.foreign.MemorySegment;
import java.util.TreeMap;

/** The simulated device's memory: allocations far apart, so that no mistake hits another. */
final class Memory {
  private static final int BITS = 40;

  private final TreeMap<Long, Region> regions = new TreeMap<>();
  private long next = 1;

  long allocate(long bytes) {
    long number = next++;
    regions.put(number, new Region("allocation " + number, bytes));
    return number << BITS;
  }

  void free(long address) {
    if (offset(address) != 0 || regions.remove(address >>> BITS) == null) {
      throw new Fault("Memory: " + Long.toHexString(address) + " is not the start of anything.");
    }
  }

  /** Bytes of all allocations that live. */
  int allocations() {
    return regions.size();
  }

  void forgetThreads() {
    regions.values().forEach(Region::forgetThreads);
  }

  void upload(MemorySegment from, long to) {
    region(to).upload(from, offset(to));
  }

  void download(long from, MemorySegment to) {
    region(from).download(offset(from), to);
  }

  void copy(long from, long to, long bytes) {
    region(from).copy(offset(from), region(to), offset(to), bytes);
  }

  long read(Lane lane, long address, int size) {
    return region(lane, address).read(lane, offset(address), size);
  }

  void write(Lane lane, long address, int size, long value) {
    region(lane, address).write(lane, offset(address), size, value);
  }

  private Region region(Lane lane, long address) {
    Region region = regions.get(address >>> BITS);
    if (region == null) {
      throw lane.fault("goes to " + Long.toHexString(address) + ", where nothing is");
    }
    return region;
  }

  private Region region(long address) {
    Region region = regions.get(address >>> BITS);
    if (region == null) {
      throw new Fault("Memory: there is nothing at " + Long.toHexString(address) + ".");
    }
    return region;
  }

  private static long offset(long address) {
    return address & (1L << BITS) - 1;
  }
}
