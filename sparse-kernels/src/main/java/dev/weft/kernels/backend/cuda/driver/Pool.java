package dev.weft.kernels.backend.cuda.driver;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * Memory of the GPU at hand, taken from the driver once and used again and again: asking the driver
 * waits for all kernels. Memory given back may be taken at once, since kernels run in the order in
 * which they were asked for. Its user locks it.
 */
final class Pool {
  /** Allocations begin on borders of this many bytes, and are multiples of it. */
  private static final long LEAST = 512;

  /** The driver's memory that knows its address and its size. */
  private static final class Piece extends CUdeviceptr {
    private long bytes;

    long address() {
      return getNativePointer();
    }
  }

  private final TreeMap<Long, Piece> taken = new TreeMap<>();
  private final TreeMap<Long, ArrayDeque<Piece>> idle = new TreeMap<>();

  /**
   * At least {@code bytes} bytes.
   *
   * @throws OutOfMemoryError when the driver refuses, also after all that is idle or unreachable
   *     went back
   */
  long take(long bytes) {
    long size = sizeClass(bytes);
    Piece piece = reused(size);
    if (piece == null) {
      piece = fresh(size);
    }
    if (piece == null) {
      trim();
      piece = fresh(size);
    }
    if (piece == null) {
      throw new OutOfMemoryError(
          "Backend cuda: the GPU has no "
              + bytes
              + " bytes left; "
              + taken.values().stream().mapToLong(p -> p.bytes).sum()
              + " are in use here. Use smaller batches or widths, and close values that are not needed.");
    }
    taken.put(piece.address(), piece);
    return piece.address();
  }

  /** Gives back what begins there. */
  void giveBack(long address) {
    Piece piece = taken.remove(address);
    idle.computeIfAbsent(piece.bytes, _ -> new ArrayDeque<>()).add(piece);
  }

  /** A pointer to an address within what was taken. */
  CUdeviceptr pointer(long address) {
    Map.Entry<Long, Piece> found = taken.floorEntry(address);
    if (found == null || address - found.getKey() > found.getValue().bytes) {
      throw new IllegalStateException(
          "Backend cuda: nothing of ours is at address " + Long.toHexString(address) + ".");
    }
    return found.getValue().withByteOffset(address - found.getKey());
  }

  /** An idle piece that wastes no more than it holds. */
  private Piece reused(long size) {
    Map.Entry<Long, ArrayDeque<Piece>> found = idle.ceilingEntry(size);
    if (found == null || found.getKey() > 2 * size) {
      return null;
    }
    Piece piece = found.getValue().removeLast();
    if (found.getValue().isEmpty()) {
      idle.remove(found.getKey());
    }
    return piece;
  }

  /** A piece of the driver, or null when it has none left. */
  private static Piece fresh(long size) {
    Piece piece = new Piece();
    int result = JCudaDriver.cuMemAlloc(piece, size);
    if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      return null;
    }
    JCudaDevice.check("allocate " + size + " bytes", result);
    piece.bytes = size;
    return piece;
  }

  /** Gives all idle pieces back to the driver. */
  private void trim() {
    for (ArrayDeque<Piece> pieces : idle.values()) {
      for (Piece piece : pieces) {
        JCudaDevice.check("free memory", JCudaDriver.cuMemFree(piece));
      }
    }
    idle.clear();
  }

  /** Classes an eighth of a power of two apart. */
  private static long sizeClass(long bytes) {
    long floor = Math.max(bytes, LEAST);
    long step = Math.max(LEAST, Long.highestOneBit(floor - 1) >> 3);
    return (floor + step - 1) / step * step;
  }
}
