package dev.weft.graph;

import java.util.List;

/**
 * Whether a graph may still be used, and by how many runs it is used now. Closing refuses new runs
 * at once; what the graph holds is released after the last run. Graphs derived from a mapped file
 * depend on the file's lifetime. Thread-safe.
 *
 * <p>Memory itself is freed when nothing refers to it any more, so a column that outlives its graph
 * stays readable.
 */
public final class Lifetime {
  private final String name;
  private final List<Lifetime> sources;
  private final Runnable release;
  private int pins;
  private boolean closed;

  private Lifetime(String name, List<Lifetime> sources, Runnable release) {
    this.name = name;
    this.sources = List.copyOf(sources);
    this.release = release;
  }

  /**
   * The lifetime of something that holds a resource.
   *
   * @param name for messages, such as the path of a file
   * @param release called once, after closing, when no run uses it
   */
  public static Lifetime of(String name, Runnable release) {
    return new Lifetime(name, List.of(), release);
  }

  /** The lifetime of something made in memory from things that have lifetimes. */
  static Lifetime derived(List<Lifetime> parents) {
    List<Lifetime> sources =
        parents.stream()
            .flatMap(p -> p.sources.isEmpty() ? java.util.stream.Stream.of(p) : p.sources.stream())
            .filter(Lifetime::holdsResource)
            .distinct()
            .toList();
    return new Lifetime("", sources, NOTHING);
  }

  private static final Runnable NOTHING = () -> {};

  private boolean holdsResource() {
    return release != NOTHING;
  }

  /**
   * Marks the beginning of a run; close the pin at its end.
   *
   * @throws IllegalStateException when this or what it depends on was closed
   */
  public Pin pin() {
    for (int i = 0; i < sources.size(); i++) {
      try {
        sources.get(i).enter();
      } catch (IllegalStateException e) {
        leave(i);
        throw e;
      }
    }
    try {
      enter();
    } catch (IllegalStateException e) {
      leave(sources.size());
      throw e;
    }
    return new Pin(this);
  }

  private void leave(int count) {
    for (Lifetime source : sources.subList(0, count)) {
      source.exit();
    }
  }

  void unpin() {
    exit();
    leave(sources.size());
  }

  private synchronized void enter() {
    if (closed) {
      throw new IllegalStateException(
          "Graph"
              + (name.isEmpty() ? "" : "(" + name + ")")
              + ": it was closed; expected an open graph. Close a graph after its last run, or open it again.");
    }
    pins++;
  }

  private synchronized void exit() {
    pins--;
    if (closed && pins == 0) {
      release.run();
    }
  }

  /** Refuses new runs; releases what is held when no run is left. A second call does nothing. */
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (pins == 0) {
        release.run();
      }
    }
  }

  /** True after {@link #close}, of this or of what it depends on. */
  public boolean isClosed() {
    synchronized (this) {
      if (closed) {
        return true;
      }
    }
    return sources.stream().anyMatch(Lifetime::isClosed);
  }

  /** Number of runs that use it now. */
  public synchronized int pins() {
    return pins;
  }
}
