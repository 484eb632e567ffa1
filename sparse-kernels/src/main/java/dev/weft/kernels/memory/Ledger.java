package dev.weft.kernels.memory;

import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The counts behind {@link Statistics} and {@link Watch}. Whoever begins to use memory gets a
 * ticket, a rising number, and shows it when the use ends: so a watch can tell what began under its
 * eyes from what was there before.
 */
final class Ledger {
  private static final CopyOnWriteArrayList<Watch> WATCHES = new CopyOnWriteArrayList<>();
  private static long tickets;
  private static long current;
  private static long peak;
  private static long allocations;
  private static long pooled;
  private static long collected;

  private Ledger() {}

  /** Bytes came from the system. */
  static synchronized long taken(long bytes) {
    allocations++;
    WATCHES.forEach(Watch::allocated);
    return used(bytes);
  }

  /** Bytes went back to the system. */
  static synchronized void given(long bytes, long ticket) {
    unused(bytes, ticket);
  }

  /** Bytes left the pool of what is kept for the next use. */
  static synchronized long leased(long bytes) {
    pooled -= bytes;
    return used(bytes);
  }

  /** Bytes went to the pool. */
  static synchronized void pooled(long bytes, long ticket) {
    pooled += bytes;
    unused(bytes, ticket);
  }

  /** Bytes leave the pool, to be given back next. */
  static synchronized void evicted(long bytes, long ticket) {
    pooled -= bytes;
    unused(-bytes, ticket);
  }

  /** Bytes came back through the garbage collector. */
  static synchronized void collected(long bytes) {
    collected += bytes;
  }

  /** One buffer of this size was handed out. */
  static void buffer(long bytes) {
    for (Watch watch : WATCHES) {
      watch.buffer(bytes);
    }
  }

  static synchronized Statistics statistics() {
    return new Statistics(current, peak, pooled, allocations, collected);
  }

  static synchronized Watch watch() {
    Watch watch = new Watch(tickets);
    WATCHES.add(watch);
    return watch;
  }

  static void end(Watch watch) {
    WATCHES.remove(watch);
  }

  private static long used(long bytes) {
    current += bytes;
    peak = Math.max(peak, current);
    for (Watch watch : WATCHES) {
      watch.used(bytes);
    }
    return ++tickets;
  }

  private static void unused(long bytes, long ticket) {
    current -= bytes;
    for (Watch watch : WATCHES) {
      watch.unused(bytes, ticket);
    }
  }
}
