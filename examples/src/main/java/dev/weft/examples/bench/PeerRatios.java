package dev.weft.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What another library took, measured by the same loops: its time divided by the loop's. Read from
 * a file of lines {@code operator,graph,width,heads,ratio} below one of those words.
 *
 * @param ratios by the first four columns as they stand
 */
public record PeerRatios(Map<String, Double> ratios) {
  private static final String COLUMNS = "operator,graph,width,heads,ratio";

  /** Of no library. */
  public static final PeerRatios NONE = new PeerRatios(Map.of());

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read
   * @throws IllegalArgumentException when a line has no such form; the message names it
   */
  public static PeerRatios read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.getFirst().equals(COLUMNS)) {
      throw new IllegalArgumentException(file + ": expected " + COLUMNS + " as the first line.");
    }
    Map<String, Double> ratios = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int comma = line.lastIndexOf(',');
      if (line.chars().filter(c -> c == ',').count() != 4) {
        throw new IllegalArgumentException(file + ": '" + line + "'; expected " + COLUMNS + ".");
      }
      ratios.put(line.substring(0, comma), ratio(file, line, line.substring(comma + 1)));
    }
    return new PeerRatios(ratios);
  }

  private static double ratio(Path file, String line, String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          file + ": '" + line + "' ends with '" + text + "'; expected a number.", e);
    }
  }

  /** The ratio of a row; empty when it is not in the file. */
  OptionalDouble of(Measured row) {
    Double found = ratios.get(row.op() + "," + row.graph() + "," + row.width() + "," + row.heads());
    return found == null ? OptionalDouble.empty() : OptionalDouble.of(found);
  }
}
