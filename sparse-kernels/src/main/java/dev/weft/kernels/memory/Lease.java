package dev.weft.kernels.memory;

/** Bytes that a run computes in, in this process's memory or a device's, until they are closed. */
public interface Lease extends AutoCloseable {
  /**
   * The bytes from {@code offset} on, as INT8 rows of one element; {@link Storage#as} reads them as
   * something else.
   *
   * @throws IndexOutOfBoundsException when they do not lie within the lease
   * @throws IllegalStateException after close
   */
  Storage storage(long offset, long length);

  /** Gives the bytes back; a second call does nothing. */
  @Override
  void close();
}
