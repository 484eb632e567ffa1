package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.datasets.numpy.Npz;
import dev.weft.examples.verify.Comparison.Finding;
import dev.weft.examples.verify.Verdict.Outcome;
import dev.weft.graph.Space;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.memory.DType;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Runs golden cases and compares every output and every gradient that they record. */
public final class Verifier {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Family> families = new HashMap<>();
  private final boolean exact = Backends.current().computeType() == DType.FLOAT64;

  /** A verifier that knows all families. */
  public Verifier() {
    this(Families.ALL);
  }

  Verifier(List<Family> known) {
    known.forEach(family -> family.subjects().forEach(subject -> families.put(subject, family)));
  }

  /**
   * The cases below a folder, in the order of their names: every {@code .json} that describes arrays and has an {@code .npz} beside it.
   *
   * @throws IOException when the folder cannot be read
   */
  public static List<Path> cases(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".json") && Files.exists(arrays(f))).sorted().toList();
    }
  }

  private static Path arrays(Path description) {
    String file = description.getFileName().toString();
    return description.resolveSibling(file.substring(0, file.length() - ".json".length()) + ".npz");
  }

  /** Runs one case. A case that cannot be read, or that Weft fails to compute, is a FAIL. */
  public Verdict verify(Path description) {
    String name = arrays(description).toString().replaceAll("\\.npz$", "");
    try (Npz npz = Npz.open(arrays(description))) {
      JsonNode json = JSON.readTree(description.toFile());
      name = json.path("case").asText(name);
      GoldenCase given = new GoldenCase(name, json, npz);
      Family family = families.get(given.subject());
      if (family == null) {
        throw new UnknownCase(given.subject());
      }
      return compare(given, family.answer(given));
    } catch (UnknownCase e) {
      return new Verdict(name, Outcome.UNKNOWN, e.getMessage());
    } catch (IOException | RuntimeException e) {
      return new Verdict(name, Outcome.FAIL, e.toString());
    }
  }

  private Verdict compare(GoldenCase given, Answer answer) {
    return switch (answer) {
      case Answer.Formula(var outputs) -> compare(given, numbers(given, outputs), new Answer.Numbers(Map.of()));
      case Answer.Numbers numbers -> compare(given, numbers.arrays(), numbers);
      case Answer.Judged(var outcome, var detail) -> new Verdict(given.name(), outcome, detail);
    };
  }

  private Map<String, double[]> numbers(GoldenCase given, Map<String, Tensor> outputs) {
    List<String> names = new ArrayList<>();
    List<Tensor> wanted = new ArrayList<>();
    outputs.forEach((name, y) -> {
      names.add(name);
      wanted.add(y);
    });
    List<String> inputs = given.names("grad_").stream().map(n -> n.substring("grad_".length())).filter(n -> given.leaf(n).isPresent()).toList();
    if (!inputs.isEmpty()) {
      Tensor loss = loss(given, outputs);
      wanted.addAll(loss.gradients(inputs.stream().map(n -> given.leaf(n).orElseThrow()).toList()));
      inputs.forEach(n -> names.add("grad_" + n));
    }
    List<Tensor> values = Evaluation.evaluate(wanted);
    Map<String, double[]> numbers = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      numbers.put(names.get(i), values.get(i).doubles());
    }
    return numbers;
  }

  /** sum(y · R) over the outputs that have a cotangent. */
  private static Tensor loss(GoldenCase given, Map<String, Tensor> outputs) {
    Tensor loss = Tensor.literal(0);
    for (var entry : outputs.entrySet()) {
      String cotangent = "R" + entry.getKey().substring(1);
      if (given.has(cotangent)) {
        Tensor y = entry.getValue();
        float[] r = given.floats(cotangent);
        Tensor weight = y.space() == Space.ONE ? Tensor.constant(r, y.shape().dims()) : Tensor.of(y.space(), y.shape(), r);
        loss = loss.plus(y.times(weight).sum().sumRows());
      }
    }
    return loss;
  }

  private Verdict compare(GoldenCase given, Map<String, double[]> came, Answer.Numbers how) {
    double largest = 0;
    Comparison tolerance = tolerance(given);
    TreeSet<String> expected = new TreeSet<>();
    given.json().path("arrays").fields().forEachRemaining(e -> {
      String role = e.getValue().path("role").asText();
      if (role.equals("output") || role.equals("gradient")) {
        expected.add(e.getKey());
      }
    });
    List.copyOf(expected).forEach(array -> precise(given, array).ifPresent(expected::remove));
    if (expected.isEmpty()) {
      throw new UnknownCase("it records no output");
    }
    for (String array : expected) {
      if (!came.containsKey(array)) {
        return new Verdict(given.name(), Outcome.FAIL, array + " was not computed");
      }
      Optional<String> precise = precise(given, array);
      double[] b = given.doubles(precise.orElse(array));
      double[] a = came.get(array);
      if (how.anyOrder().contains(array)) {
        int rows = given.shape(array).length == 0 ? 1 : given.shape(array)[0];
        a = a.length == b.length ? Comparison.sortedRows(a, rows) : a;
        b = Comparison.sortedRows(b, rows);
      }
      Finding finding = (exact && precise.isPresent() ? Comparison.EXACT : tolerance).compare(array, a, b);
      if (!finding.holds()) {
        return new Verdict(given.name(), Outcome.FAIL, finding.message());
      }
      largest = Math.max(largest, finding.largest());
    }
    return new Verdict(given.name(), Outcome.PASS, String.format(Locale.ROOT, "max error %.2g", largest));
  }

  /** The float64 twin of an array: {@code y64_h} of {@code y_h}, {@code grad64_x} of {@code grad_x}, {@code p64} of {@code p}. */
  private static Optional<String> precise(GoldenCase given, String array) {
    int cut = array.indexOf('_');
    String twin = cut < 0 ? array + "64" : array.substring(0, cut) + "64" + array.substring(cut);
    return Optional.of(twin).filter(given::has);
  }

  private static Comparison tolerance(GoldenCase given) {
    JsonNode t = given.json().path("tolerance");
    return t.isObject() ? new Comparison(t.path("rtol").asDouble(0), t.path("atol").asDouble(0)) : new Comparison(0, 0);
  }
}
