package dev.weft.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One row: what Weft took and what another library took, for the same on one machine.
 *
 * <p>Each side is an object {@code op}, {@code graph}, {@code width}, {@code side} ({@code weft} or
 * {@code rival}), {@code device_mb} (by how much the GPU's memory in use rose while the side ran,
 * where that was seen), {@code result}, the record of {@code weft bench} or of {@code rivals.py},
 * and {@code failure}, the reason why there is none or why it is not the whole.
 *
 * @param weft Weft's side; missing until it has run
 * @param rival the other's side; missing until it has run
 */
public record Contest(JsonNode weft, JsonNode rival) {
  /** Above what the order of float32 sums does to the sum of a result's magnitudes. */
  private static final double SAME = 1e-4;

  /** The table's first two lines. */
  public static String header() {
    return "| operator | graph | width | Weft, ms | rival | ms | rival / Weft | Weft, MB | rival, MB | remark |\n"
        + "| --- | --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | --- |";
  }

  /**
   * The rows of a file of sides, one object after the other, in the order in which they first come.
   *
   * @throws IOException when it cannot be read or is no JSON
   */
  public static List<Contest> read(Path file) throws IOException {
    Map<List<String>, Contest> rows = new LinkedHashMap<>();
    try (MappingIterator<JsonNode> sides =
        new ObjectMapper().readerFor(JsonNode.class).readValues(file.toFile())) {
      for (JsonNode side : sides.readAll()) {
        Contest row = rows.getOrDefault(name(side), new Contest(none(), none()));
        rows.put(name(side), row.with(side));
      }
    }
    return List.copyOf(rows.values());
  }

  private static JsonNode none() {
    return MissingNode.getInstance();
  }

  private static List<String> name(JsonNode side) {
    return Stream.of("op", "graph", "width").map(key -> side.path(key).asText("–")).toList();
  }

  private Contest with(JsonNode side) {
    return side.path("side").asText().equals("weft")
        ? new Contest(side, rival)
        : new Contest(weft, side);
  }

  /** A line of the table. */
  public String markdown() {
    double mine = millis(weft);
    double theirs = millis(rival);
    List<String> cells = new ArrayList<>(name(weft.isMissingNode() ? rival : weft));
    cells.add(text(mine));
    cells.add(rival.path("result").path("library").asText("–"));
    cells.add(text(theirs));
    cells.add(Double.isNaN(theirs / mine) ? "–" : format("%.2f", theirs / mine));
    cells.add(megabytes(weft));
    cells.add(megabytes(rival));
    cells.add(remark());
    return "| " + String.join(" | ", cells) + " |";
  }

  private static double millis(JsonNode side) {
    return side.path("result").path("median_ms").asDouble(Double.NaN);
  }

  private static String text(double millis) {
    return Double.isNaN(millis) ? "–" : format(millis < 1 ? "%.4f" : "%.2f", millis);
  }

  /**
   * The most memory that the library itself says it had on the device; else what the driver saw,
   * which includes the process's context and code and so is a bound from above.
   */
  private static String megabytes(JsonNode side) {
    JsonNode told = side.path("result").path("device_peak_bytes");
    if (told.isNumber()) {
      return format("%.1f", told.asDouble() / 1e6);
    }
    JsonNode seen = side.path("device_mb");
    return seen.isNumber() ? "≤ " + seen.asText() : "–";
  }

  private String remark() {
    List<String> remarks = new ArrayList<>();
    failure("Weft", weft, remarks);
    failure("rival", rival, remarks);
    double mine = magnitude(weft);
    double theirs = magnitude(rival);
    if (Math.abs(mine - theirs) > SAME * mine) {
      remarks.add(
          format("results differ: magnitudes add up to %.7g and, the rival's, %.7g", mine, theirs));
    }
    return String.join("; ", remarks).replace('|', '/');
  }

  private static void failure(String who, JsonNode side, List<String> remarks) {
    if (side.has("failure") || !side.path("result").isObject()) {
      remarks.add(who + ": " + side.path("failure").asText("not run"));
    }
  }

  /** NaN for training steps: each library draws its own parameters. */
  private static double magnitude(JsonNode side) {
    return side.path("op").asText().startsWith("epoch")
        ? Double.NaN
        : side.path("result").path("check").path("abs_sum").asDouble(Double.NaN);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
