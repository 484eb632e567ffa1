package dev.weft.kernels.memory;

/**
 * The memory that a backend's kernels read and write: this process's own ({@link HostMemory}), or a
 * device's. Thread-safe; what is asked for happens in order with the backend's kernels.
 */
public interface BackendMemory {
  /**
   * Scratch of at least {@code bytes} bytes, 64-byte aligned, of unspecified content, for one run.
   *
   * @throws OutOfMemoryError when there is not enough
   */
  Lease lease(long bytes);

  /**
   * Memory of unspecified content for a value.
   *
   * @throws OutOfMemoryError when there is not enough
   */
  Allocation allocate(long bytes);

  /**
   * The rows where the backend's kernels read them: themselves, or a copy that lives as long as
   * {@code owner}, which never changes them. A second call for the same rows copies nothing.
   *
   * @param owner whom the rows belong to, by identity
   */
  Storage resident(Object owner, HostStorage rows);

  /** The rows where the backend's kernels read them: themselves, or a copy of what they are now. */
  Storage current(HostStorage rows);

  /**
   * Copies rows of the same type, number and width; either side may lie in this process or in the
   * backend's memory. Padding after a row may be copied as well.
   */
  void copy(Storage from, Storage to);

  /** Waits until all that was asked for has happened. */
  void await();

  /**
   * Bytes in use at the highest point so far, those of values that are no longer wanted included.
   */
  long peakBytes();
}
