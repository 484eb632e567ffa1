package dev.weft.kernels.parallel;

import java.util.Optional;
import java.util.function.Supplier;

/** A value made when first asked for, by one thread, and kept; what made it is let go. */
public final class Once<T> {
  private Optional<Supplier<T>> maker;
  private volatile Optional<T> value = Optional.empty();

  /** A value that {@code maker} makes. */
  public Once(Supplier<T> maker) {
    this.maker = Optional.of(maker);
  }

  /** The value; who asks while it is made waits. */
  public T get() {
    Optional<T> made = value;
    return made.isPresent() ? made.get() : make();
  }

  private synchronized T make() {
    if (value.isEmpty()) {
      value = Optional.of(maker.orElseThrow().get());
      maker = Optional.empty();
    }
    return value.orElseThrow();
  }
}
