package dev.weft.examples.bench;

import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.parallel.Workers;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A row of the suite that was timed.
 *
 * @param measured its times
 * @param loop name of the plain loop that it is measured by; empty without one
 * @param loopMillis that loop's time, if it is known
 * @param peer another library's time by the loop's, if it is known
 */
public record SuiteLine(
    Measured measured, String loop, OptionalDouble loopMillis, OptionalDouble peer) {
  /** What runs, and the table's first two lines. */
  public static String header() {
    return "Weft on "
        + Workers.threads()
        + " threads, backend "
        + Backends.current().name()
        + "; loops on one thread. Medians; ratio is Weft's time by the loop's, peer / Weft the"
        + " other library's ratio by that.\n\n"
        + "| operator | graph | width | heads | ms | loop | ms | ratio | peer / Weft | peak, MB |\n"
        + "| --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |";
  }

  /** The record, with the loop's time and the ratio where they are known. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>(measured.fields());
    loopMillis.ifPresent(
        millis -> {
          fields.put("loop", loop);
          fields.put("loop_ms", millis);
          fields.put("ratio", measured.times().median() / millis);
        });
    advantage().ifPresent(times -> fields.put("peer_by_weft", times));
    return fields;
  }

  /** How many times Weft is faster than the other library, where both were measured by the loop. */
  public OptionalDouble advantage() {
    return loopMillis.isPresent() && peer.isPresent()
        ? OptionalDouble.of(
            peer.getAsDouble() * loopMillis.getAsDouble() / measured.times().median())
        : OptionalDouble.empty();
  }

  /** A line of the table. */
  public String markdown() {
    double millis = measured.times().median();
    String[] beside = {"–", "–", "–"};
    if (loopMillis.isPresent()) {
      beside =
          new String[] {
            loop,
            text(loopMillis.getAsDouble()),
            String.format(Locale.ROOT, "%.3f", millis / loopMillis.getAsDouble())
          };
    }
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %d | %s | %s | %s | %.1f |",
        measured.op(),
        measured.graph(),
        measured.width(),
        measured.heads(),
        text(millis),
        String.join(" | ", beside),
        advantage().isPresent()
            ? String.format(Locale.ROOT, "%.2f", advantage().getAsDouble())
            : "–",
        measured.times().peakBytes() / 1e6);
  }

  private static String text(double millis) {
    return String.format(Locale.ROOT, millis < 1 ? "%.4f" : "%.2f", millis);
  }
}
