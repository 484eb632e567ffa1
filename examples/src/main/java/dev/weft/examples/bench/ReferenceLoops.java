package dev.weft.examples.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program of plain loops to compare with: called with a graph's folder and a width it prints
 * lines {@code NAME width W T ms}, for {@code build_csc}, {@code copy_u_sum}, {@code u_mul_e_sum},
 * {@code u_dot_v} and {@code edge_softmax}.
 *
 * @param program the executable file
 */
public record ReferenceLoops(Path program) {
  private static final Pattern LINE = Pattern.compile("(\\w+)\\s+width\\s+\\d+\\s+([0-9.]+) ms");

  /**
   * Its times on a graph at one width.
   *
   * @param millis by name
   */
  public record Times(Map<String, Double> millis) {
    /** The time of a loop; empty when it was not printed. */
    public OptionalDouble of(String loop) {
      Double found = millis.get(loop);
      return found == null ? OptionalDouble.empty() : OptionalDouble.of(found);
    }

    /** What the program printed. */
    static Times parsed(String text) {
      Map<String, Double> millis = new HashMap<>();
      Matcher line = LINE.matcher(text);
      while (line.find()) {
        millis.put(line.group(1), Double.parseDouble(line.group(2)));
      }
      return new Times(millis);
    }
  }

  /**
   * Runs it and waits.
   *
   * @throws IOException when it does not start
   * @throws IllegalArgumentException when it fails or prints no time; the message says what it said
   */
  public Times run(Path folder, int width) throws IOException {
    Process process =
        new ProcessBuilder(program.toString(), folder.toString(), Integer.toString(width))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Times times = Times.parsed(said);
    int code = await(process);
    if (code != 0 || times.millis().isEmpty()) {
      throw new IllegalArgumentException(
          program
              + " ended with "
              + code
              + " and said '"
              + said.strip()
              + "'; expected lines NAME width W T ms.");
    }
    return times;
  }

  private static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("ReferenceLoops: interrupted while a loop ran.", e);
    }
  }
}
