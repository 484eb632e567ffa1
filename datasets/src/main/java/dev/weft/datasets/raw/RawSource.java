package dev.weft.datasets.raw;

import dev.weft.datasets.DatasetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A dataset in files of a published format. */
public sealed interface RawSource permits PlanetoidFiles, NpzGraph, GeomGcnFiles {
  /** Short name, for messages and caches. */
  String name();

  /** Files without which it cannot be read, in a fixed order. */
  List<Path> required();

  /** Files that add to it and are there. */
  List<Path> optional();

  /** The required files that are not there. */
  default List<Path> missing() {
    return required().stream().filter(file -> !Files.isRegularFile(file)).toList();
  }

  /**
   * Throws a {@link DatasetException} that names the missing files and the folder, when there are
   * any.
   */
  default void requireFiles() {
    List<Path> missing = missing();
    if (!missing.isEmpty()) {
      String names =
          missing.stream()
              .map(file -> file.getFileName().toString())
              .collect(Collectors.joining(", "));
      throw new DatasetException(
          name()
              + ": "
              + names
              + " is missing; looked in "
              + missing.getFirst().toAbsolutePath().normalize().getParent()
              + ".");
    }
  }

  /**
   * Reads everything.
   *
   * @throws DatasetException when a file is missing or malformed
   */
  RawNodes read();
}
