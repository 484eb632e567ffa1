package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.backend.cuda.ptx.Module;
import java.lang.foreign.MemorySegment;

/**
 * What runs PTX: a GPU, or an interpreter that looks for mistakes. Addresses are the device's own.
 * Everything happens in the order it was asked for, but a launch may return before its kernel has
 * run: a download waits. Thread-safe.
 */
public interface Device {
  /** What it is, for people: name, architecture. */
  String name();

  /** {@code bytes} bytes of device memory with unspecified content; at least one byte is taken. */
  long allocate(long bytes);

  /** Gives memory back. */
  void free(long address);

  /** Copies host memory to the device; {@code to} may lie within an allocation. */
  void upload(MemorySegment from, long to);

  /**
   * Copies device memory to the host, after all that was launched before.
   *
   * @param rowBytes bytes that are wanted of every row
   * @param pitch bytes from row to row; what lies between may be copied or not
   */
  void download(long from, MemorySegment to, long rowBytes, long pitch);

  /** Copies device memory. */
  void copy(long from, long to, long bytes);

  /**
   * Waits until all that was asked for has happened.
   *
   * @throws IllegalStateException when a kernel failed; the message names the latest
   */
  void await();

  /** Makes a module's entries launchable. */
  Loaded load(Module module);

  /** The most blocks of a grid that are worth having: a few for every processor. */
  int blocks();

  /** A module on the device. */
  interface Loaded {
    /**
     * Launches an entry.
     *
     * @param entry its name
     * @param blocks blocks of the grid, 1 or more
     * @param arguments bits of its parameters
     * @throws IllegalStateException when the device refuses or fails; the message names the entry
     */
    void launch(String entry, int blocks, long... arguments);
  }
}
