package dev.weft.datasets.store;

/**
 * Hears how a download gets on. Called from another thread than the caller's, in order, about every
 * 64 kB.
 */
@FunctionalInterface
public interface Progress {
  /** Hears nothing. */
  Progress SILENT = (file, bytes, total) -> {};

  /**
   * More has arrived.
   *
   * @param file name of the file
   * @param bytes bytes so far
   * @param total bytes in all; -1 when the server does not say
   */
  void arrived(String file, long bytes, long total);
}
