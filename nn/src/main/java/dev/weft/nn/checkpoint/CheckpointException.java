package dev.weft.nn.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is no checkpoint, is damaged, or does not fit the model. The message says what came
 * and what was expected.
 */
public final class CheckpointException extends IOException {
  private static final long serialVersionUID = 1;

  CheckpointException(Path file, String what) {
    super("Checkpoint " + file + ": " + what);
  }
}
