package dev.weft.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where a command will write: checked before it works, not after. */
final class OutputFile {
  private OutputFile() {}

  /**
   * The file, if it can be there.
   *
   * @throws UserFailure when its folder is missing, or it is a folder itself
   */
  static Path of(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserFailure(
          option
              + "="
              + file
              + ": the folder "
              + folder
              + " does not exist; expected one that does.");
    }
    if (Files.isDirectory(file)) {
      throw new UserFailure(option + "=" + file + ": it is a folder; expected a file.");
    }
    return file;
  }
}
