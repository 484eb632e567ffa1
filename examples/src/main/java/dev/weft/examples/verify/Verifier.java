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
import java.util.Set;
import java.util.TreeMap;
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
   * The cases below a folder, in the order of their names: every {@code .json} that describes
   * arrays and has an {@code .npz} beside it.
   *
   * @throws IOException when the folder cannot be read
   */
  public static List<Path> cases(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".json") && Files.exists(arrays(f)))
          .sorted()
          .toList();
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
        throw new UnknownCase(
            given.subject().isEmpty()
                ? "it names no op or layer"
                : "nothing computes " + given.subject());
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
      case Answer.Formula(var outputs) ->
          compare(given, new Answer.Numbers(numbers(given, outputs)));
      case Answer.Numbers numbers -> compare(given, numbers);
      case Answer.Judged(var outcome, var detail) -> new Verdict(given.name(), outcome, detail);
    };
  }

  private Map<String, double[]> numbers(GoldenCase given, Map<String, Tensor> outputs) {
    List<String> names = new ArrayList<>();
    List<Tensor> wanted = new ArrayList<>();
    outputs.forEach(
        (name, y) -> {
          names.add(name);
          wanted.add(y);
        });
    List<String> inputs =
        given.names("grad_").stream()
            .map(n -> n.substring("grad_".length()))
            .filter(n -> given.leaf(n).isPresent())
            .toList();
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
        Tensor weight =
            y.space() == Space.ONE
                ? Tensor.constant(r, y.shape().dims())
                : Tensor.of(y.space(), y.shape(), r);
        loss = loss.plus(y.times(weight).sum().sumRows());
      }
    }
    return loss;
  }

  /**
   * Compares every recorded output, and its float64 twin where it has one; where a case records
   * none, every array of the case that the answer gives.
   */
  private Verdict compare(GoldenCase given, Answer.Numbers answer) {
    Set<String> arrays = given.recorded();
    if (arrays.isEmpty()) {
      arrays = new TreeSet<>(answer.arrays().keySet());
      arrays.retainAll(given.names());
    }
    if (arrays.isEmpty()) {
      throw new UnknownCase("it records no output");
    }
    Map<String, double[]> came = new TreeMap<>();
    Map<String, double[]> recorded = new TreeMap<>();
    Map<String, double[]> precise = new TreeMap<>();
    for (String array : arrays) {
      double[] a = answer.arrays().get(array);
      double[] b = given.doubles(array);
      if (a == null || a.length != b.length) {
        String size =
            array
                + ": "
                + (a == null ? "nothing" : a.length + " elements")
                + " came; expected "
                + b.length
                + " elements";
        return new Verdict(given.name(), Outcome.FAIL, size);
      }
      came.put(array, a);
      recorded.put(array, b);
      precise.put(array, given.twin(array).map(given::doubles).orElse(b));
    }
    Verdict plain = compare(given, answer.rule(), came, recorded, false);
    return plain.outcome() == Outcome.PASS
        ? compare(given, answer.rule(), came, precise, exact)
        : plain;
  }

  private static Verdict compare(
      GoldenCase given,
      Rule rule,
      Map<String, double[]> came,
      Map<String, double[]> recorded,
      boolean exactly) {
    double largest = 0;
    Map<String, double[]> form = rule.form().of(came);
    for (var expected : rule.form().of(recorded).entrySet()) {
      String array = expected.getKey();
      Comparison tolerance = rule.own().getOrDefault(array, tolerance(given));
      Comparison comparison =
          exactly && given.twin(array).isPresent() ? Comparison.EXACT : tolerance;
      Finding finding = comparison.compare(array, form.get(array), expected.getValue());
      if (!finding.holds()) {
        return new Verdict(given.name(), Outcome.FAIL, finding.message());
      }
      largest = Math.max(largest, finding.largest());
    }
    return new Verdict(
        given.name(), Outcome.PASS, String.format(Locale.ROOT, "max error %.2g", largest));
  }

  private static Comparison tolerance(GoldenCase given) {
    JsonNode t = given.json().path("tolerance");
    return t.isObject()
        ? new Comparison(t.path("rtol").asDouble(0), t.path("atol").asDouble(0))
        : new Comparison(0, 0);
  }
}
