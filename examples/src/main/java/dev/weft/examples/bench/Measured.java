package dev.weft.examples.bench;

import dev.weft.examples.report.PeakMemory;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.HostMemory;
import dev.weft.kernels.memory.Workspaces;
import dev.weft.kernels.parallel.Workers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A work that was timed.
 *
 * @param op the operator, or {@code epoch MODEL}
 * @param graph name of the graph
 * @param width of a row, all heads together
 * @param heads among which the width is shared
 * @param times how long it took
 * @param plan its steps
 * @param check sums of its result, before any training step
 */
public record Measured(
    String op,
    String graph,
    int width,
    int heads,
    Stopwatch.Times times,
    List<String> plan,
    Work.Check check) {
  /** Times an operator. */
  public static Measured of(
      Operators op, GraphFolder folder, int width, int heads, Stopwatch stopwatch) {
    Work work = op.on(folder, width, heads);
    Work.Check check = check(work);
    return new Measured(
        op.text(), folder.name(), width, heads, stopwatch.time(work), work.plan(), check);
  }

  /** Times the training step of a model. */
  public static Measured of(Steps model, GraphFolder folder, Stopwatch stopwatch) {
    Work work = model.on(folder);
    Work.Check check = check(work);
    return new Measured(
        "epoch " + model.text(),
        folder.name(),
        model.width(folder),
        model.heads(folder),
        stopwatch.time(work),
        work.plan(),
        check);
  }

  /** Checks, and gives back what only that needed. */
  private static Work.Check check(Work work) {
    Work.Check check = work.check();
    Workspaces.trim();
    return check;
  }

  /** The record. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("op", op);
    fields.put("graph", graph);
    fields.put("width", width);
    fields.put("heads", heads);
    fields.put("threads", Workers.threads());
    fields.put("median_ms", times.median());
    fields.put("cpu_ms", times.cpu());
    fields.put("min_ms", times.min());
    fields.put("runs", times.runs());
    fields.put("plan", plan);
    fields.put("backend", Backends.current().name());
    fields.put("peak_bytes", times.peakBytes());
    fields.put("peak_rss_mb", PeakMemory.megabytes());
    BackendMemory memory = Backends.current().memory();
    if (memory != HostMemory.get()) {
      fields.put("device_peak_bytes", memory.peakBytes());
    }
    Map<String, Object> sums = new LinkedHashMap<>();
    sums.put("sum", check.sum());
    sums.put("abs_sum", check.absSum());
    fields.put("check", sums);
    return fields;
  }

  /** One line. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%s on %s, width %d, heads %d, %d threads, %s: median %.4f ms, min %.4f, cpu %.4f (%d runs); peak %,d bytes; sum %.6g, of magnitudes %.6g",
        op,
        graph,
        width,
        heads,
        Workers.threads(),
        Backends.current().name(),
        times.median(),
        times.min(),
        times.cpu(),
        times.runs(),
        times.peakBytes(),
        check.sum(),
        check.absSum());
  }
}
