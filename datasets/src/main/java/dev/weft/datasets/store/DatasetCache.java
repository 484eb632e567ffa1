package dev.weft.datasets.store;

import dev.weft.datasets.DatasetException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A folder that keeps what was parsed, under the checksum of the files it was parsed from. Changed
 * sources lead to another file; a cached file that cannot be opened is made again; a folder that
 * cannot be written costs a log line. Never fails by itself.
 */
public final class DatasetCache {
  private static final int DIGITS = 16;

  private final Optional<Path> dir;

  private DatasetCache(Optional<Path> dir) {
    this.dir = dir;
  }

  /** The cache in a folder, which is made when first needed. */
  public static DatasetCache in(Path dir) {
    return new DatasetCache(Optional.of(dir));
  }

  /** The cache that keeps nothing. */
  public static DatasetCache none() {
    return new DatasetCache(Optional.empty());
  }

  /** How a parsed thing is kept in a file. */
  public interface Form<T> {
    /** Reads it; any exception means that the file is of no use. */
    T open(Path file) throws IOException;

    /** Writes it whole. */
    void save(T parsed, Path file) throws IOException;
  }

  /**
   * What {@code parse} makes of the sources, from the cache when they have not changed.
   *
   * @param name beginning of the cached file's name
   * @param version changes with whatever else decides the result, such as the parser
   * @param sources files that are parsed, in a fixed order
   * @throws DatasetException when a source cannot be read, or whatever {@code parse} throws
   */
  public <T> T get(
      String name, String version, List<Path> sources, Form<T> form, Supplier<T> parse) {
    if (dir.isEmpty()) {
      return parse.get();
    }
    String key = Checksums.of(dir.get().resolve("checksums"), version, sources);
    Path file = dir.get().resolve(name + "-" + key.substring(0, DIGITS) + ".weft");
    if (Files.isRegularFile(file)) {
      try {
        return form.open(file);
      } catch (IOException | RuntimeException e) {
        log("Cached " + file + " is of no use (" + e.getMessage() + "); it is made again.");
      }
    }
    T parsed = parse.get();
    save(parsed, file, form);
    return parsed;
  }

  private static <T> void save(T parsed, Path file, Form<T> form) {
    Path part =
        file.resolveSibling(
            file.getFileName()
                + "."
                + ProcessHandle.current().pid()
                + "-"
                + Thread.currentThread().threadId()
                + ".part");
    try {
      Files.createDirectories(file.getParent());
      form.save(parsed, part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException e) {
      log(
          "Nothing is cached, since "
              + file.getParent()
              + " cannot be written ("
              + e
              + "); name another folder with WEFT_CACHE.");
      deleteQuietly(part);
    }
  }

  private static void deleteQuietly(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // What kept the file from being written keeps it from being deleted; that was logged.
    }
  }

  private static void log(String message) {
    System.getLogger("dev.weft.datasets").log(Level.WARNING, message);
  }

  /** The folder, or "no cache". */
  @Override
  public String toString() {
    return dir.map(Path::toString).orElse("no cache");
  }
}
