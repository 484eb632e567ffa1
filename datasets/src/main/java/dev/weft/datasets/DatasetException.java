package dev.weft.datasets;

import java.nio.file.Path;

/**
 * What was asked for cannot be had: an unknown name, a file that is missing or malformed, a split
 * that the labels do not allow, no network. The message names the subject, what was found and what
 * to do.
 */
public final class DatasetException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** An error with a message for the user. */
  public DatasetException(String message) {
    super(message);
  }

  /** An error with a message for the user and the failure under it. */
  public DatasetException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The error of a file whose content is not what its format says: {@code FILE: problem}. */
  public static DatasetException malformed(Path file, String problem) {
    return new DatasetException(file + ": " + problem);
  }

  /** The error of a file that the system would not read. */
  public static DatasetException unreadable(Path file, Throwable cause) {
    String reason =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new DatasetException(file + ": cannot be read (" + reason + ").", cause);
  }
}
