package dev.weft.graph;

import java.util.concurrent.atomic.AtomicBoolean;

/** One run's claim on a graph: while it is open, closing the graph releases nothing. */
public final class Pin implements AutoCloseable {
  private final Lifetime lifetime;
  private final AtomicBoolean open = new AtomicBoolean(true);

  Pin(Lifetime lifetime) {
    this.lifetime = lifetime;
  }

  /** Ends the claim; a second call does nothing. */
  @Override
  public void close() {
    if (open.compareAndSet(true, false)) {
      lifetime.unpin();
    }
  }
}
