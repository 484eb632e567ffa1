package dev.weft.kernels.memory;

/**
 * The memory of a value: freed when it is closed, or some time after nothing refers to it. Pins
 * keep it for those who read or write it meanwhile.
 */
public interface Allocation extends Lease {
  /**
   * Keeps the memory until {@link #unpin}, even when it is closed meanwhile.
   *
   * @throws IllegalStateException after {@link #close}
   */
  void pin();

  /** Ends what {@link #pin} began. */
  void unpin();
}
