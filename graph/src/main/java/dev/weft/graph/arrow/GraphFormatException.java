package dev.weft.graph.arrow;

import java.io.IOException;
import java.nio.file.Path;

/** A file is no graph file, is damaged, or is of a version this program does not know. */
public final class GraphFormatException extends IOException {
  private static final long serialVersionUID = 1;

  GraphFormatException(Path path, String problem) {
    super("GraphFile(" + path + "): " + problem);
  }

  GraphFormatException(Path path, String problem, Throwable cause) {
    super("GraphFile(" + path + "): " + problem, cause);
  }
}
