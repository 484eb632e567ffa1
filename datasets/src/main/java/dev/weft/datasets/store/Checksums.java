package dev.weft.datasets.store;

import dev.weft.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One SHA-256 over the contents of several files, remembered with their sizes and times of change:
 * while those stay, as {@code make} and {@code rsync} reason, nothing is read. Files changed within
 * the last two seconds are always read, since another change could leave the same time behind.
 */
final class Checksums {
  private static final Duration COARSEST_CLOCK = Duration.ofSeconds(2);

  private Checksums() {}

  /**
   * The checksum of version, file names and contents.
   *
   * @param memory folder of the remembered checksums; need not exist or be writable
   * @throws DatasetException when a source cannot be read
   */
  static String of(Path memory, String version, List<Path> sources) {
    Instant now = Instant.now();
    StringBuilder state = new StringBuilder(version).append('\n');
    Instant newest = Instant.MIN;
    for (Path source : sources) {
      Instant changed = changed(source);
      newest = changed.isAfter(newest) ? changed : newest;
      state
          .append(size(source))
          .append(' ')
          .append(changed)
          .append(' ')
          .append(absolute(source))
          .append('\n');
    }
    Path note =
        memory.resolve(
            Sha256.of(String.join("\n", sources.stream().map(Checksums::absolute).toList()))
                .substring(0, 32));
    String remembered = read(note);
    if (remembered.startsWith(state.toString())) {
      return remembered.substring(state.length());
    }
    String sum = hash(version, sources);
    if (newest.plus(COARSEST_CLOCK).isBefore(now)) {
      remember(note, state + sum);
    }
    return sum;
  }

  private static String hash(String version, List<Path> sources) {
    StringBuilder all = new StringBuilder(version);
    for (Path source : sources) {
      try {
        all.append('\n').append(source.getFileName()).append(' ').append(Sha256.of(source));
      } catch (IOException e) {
        throw DatasetException.unreadable(source, e);
      }
    }
    return Sha256.of(all.toString());
  }

  private static String absolute(Path source) {
    return source.toAbsolutePath().normalize().toString();
  }

  private static Instant changed(Path source) {
    try {
      return Files.getLastModifiedTime(source).toInstant();
    } catch (IOException e) {
      throw DatasetException.unreadable(source, e);
    }
  }

  private static long size(Path source) {
    try {
      return Files.size(source);
    } catch (IOException e) {
      throw DatasetException.unreadable(source, e);
    }
  }

  private static String read(Path note) {
    try {
      return Files.isRegularFile(note) ? Files.readString(note) : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static void remember(Path note, String text) {
    try {
      Files.createDirectories(note.getParent());
      Path part = Files.createTempFile(note.getParent(), "note", ".part");
      Files.writeString(part, text);
      Files.move(part, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      // Only time is lost; the cache itself says that its folder cannot be written.
    }
  }
}
