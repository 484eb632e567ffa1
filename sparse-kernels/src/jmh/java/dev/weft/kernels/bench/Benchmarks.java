package dev.weft.kernels.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks and prints a Markdown table: median milliseconds, and for every rival its
 * time divided by Weft's, so that above 1 Weft is faster.
 *
 * <p>{@code Benchmarks [op=NAME,...] [graph=NAME,...] [width=F,...] [heads=H,...] [by=NAME,...]
 * [seconds=S]}. Without words: all operators on {@code uniform-20000-15}, width 64, one head, all
 * contenders that are here, two seconds each after warming up.
 */
public final class Benchmarks {
  private final Map<String, List<String>> words = new LinkedHashMap<>();
  private final List<String> contenders;

  private Benchmarks(String... args) {
    words.put("op", Stream.of(Operator.values()).map(Operator::text).toList());
    words.put("graph", List.of("uniform-20000-15"));
    words.put("width", List.of("64"));
    words.put("heads", List.of("1"));
    words.put("by", Contenders.NAMES);
    words.put("seconds", List.of("2"));
    for (String arg : args) {
      String[] pair = arg.split("=", 2);
      if (pair.length != 2 || !words.containsKey(pair[0])) {
        throw new IllegalArgumentException(
            "'" + arg + "' came; expected NAME=VALUE,... with a name of " + words.keySet() + ".");
      }
      words.put(pair[0], List.of(pair[1].split(",")));
    }
    words.get("op").forEach(Operator::of);
    contenders = words.get("by").stream().filter(Contenders::isHere).toList();
  }

  /** Runs them. */
  public static void main(String[] args) throws RunnerException {
    new Benchmarks(args).run(System.out);
  }

  private void run(PrintStream out) throws RunnerException {
    Map<List<String>, Map<String, Double>> rows = new LinkedHashMap<>();
    for (RunResult result : measured()) {
      BenchmarkParams params = result.getParams();
      List<String> row = Stream.of("op", "graph", "width", "heads").map(params::getParam).toList();
      rows.computeIfAbsent(row, _ -> new LinkedHashMap<>())
          .put(params.getParam("by"), result.getPrimaryResult().getStatistics().getPercentile(50));
    }
    out.println(header());
    rows.forEach((row, times) -> out.println(line(row, times)));
  }

  /** One run of JMH for each operator and heads, since not every contender has all. */
  private Collection<RunResult> measured() throws RunnerException {
    List<RunResult> all = new ArrayList<>();
    for (String op : words.get("op")) {
      for (String heads : words.get("heads")) {
        String[] able =
            contenders.stream()
                .filter(by -> Contenders.named(by).has(Operator.of(op), Integer.parseInt(heads)))
                .toArray(String[]::new);
        all.addAll(new Runner(options(op, heads, able)).run());
      }
    }
    return all;
  }

  private Options options(String op, String heads, String... able) {
    // Without a graph there is but one case.
    boolean graph = Operator.of(op).needsGraph();
    return new OptionsBuilder()
        .include(KernelBenchmark.class.getName())
        .param("op", op)
        .param("graph", graph ? strings("graph") : new String[] {"uniform-16-1"})
        .param("width", strings("width"))
        .param("heads", heads)
        .param("by", able)
        .measurementTime(quarter())
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .build();
  }

  /** There are four iterations. */
  private TimeValue quarter() {
    double seconds = Double.parseDouble(words.get("seconds").getFirst());
    return TimeValue.milliseconds(Math.max(1, Math.round(250 * seconds)));
  }

  private String[] strings(String word) {
    return words.get(word).toArray(String[]::new);
  }

  private String header() {
    String names =
        contenders.stream()
            .skip(1)
            .map(name -> " " + name + " / " + contenders.getFirst() + " |")
            .collect(Collectors.joining());
    return "| operator | graph | width | heads | "
        + contenders.getFirst()
        + ", ms |"
        + names
        + "\n| --- | --- | ---: | ---: | ---: |"
        + " ---: |".repeat(contenders.size() - 1);
  }

  private String line(List<String> row, Map<String, Double> times) {
    Double first = times.get(contenders.getFirst());
    StringBuilder line = new StringBuilder("| ").append(String.join(" | ", row)).append(" | ");
    line.append(first == null ? "–" : millis(first)).append(" |");
    for (String name : contenders.subList(1, contenders.size())) {
      Double time = times.get(name);
      line.append(' ').append(cell(time, first)).append(" |");
    }
    return line.toString();
  }

  /** A ratio; the time itself where Weft has none. */
  private static String cell(Double time, Double first) {
    if (time == null) {
      return "–";
    }
    return first == null ? millis(time) + " ms" : String.format(Locale.ROOT, "%.2f", time / first);
  }

  private static String millis(double time) {
    return String.format(Locale.ROOT, time < 1 ? "%.4f" : "%.2f", time);
  }
}
