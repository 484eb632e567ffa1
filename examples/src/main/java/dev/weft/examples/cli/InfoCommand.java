package dev.weft.examples.cli;

import dev.weft.datasets.DatasetSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code weft info}: what is in a dataset. */
final class InfoCommand extends Command {
  private final DataOptions data = new DataOptions(this);
  private final JsonOutput json = new JsonOutput(this);

  InfoCommand() {
    super("info", "Shows what is in a dataset: counts, degrees, features, labels and split.", "");
  }

  @Override
  public Integer call() throws IOException {
    DatasetSummary summary = data.open().summary();
    PrintWriter out = json.text();
    print(summary, out);
    out.flush();
    json.write(fields(summary));
    return 0;
  }

  private void print(DatasetSummary summary, PrintWriter out) {
    var degrees = summary.degrees();
    var features = summary.features();
    var split = summary.split();
    row(out, "dataset", "%s", data.name());
    row(out, "nodes", "%,d, of which %,d isolated", summary.nodes(), summary.isolatedNodes());
    row(
        out,
        "edges",
        "%,d directed, of which %,d self loops",
        summary.edges(),
        summary.selfLoops());
    row(out, "in-degrees", "%,d to %,d, mean %.2f", degrees.min(), degrees.max(), degrees.mean());
    row(
        out,
        "features",
        "%,d a node, %s %s, %,d not zero (%.2f %%)",
        features.width(),
        features.layout(),
        features.dtype(),
        features.nonZeros(),
        100 * features.density());
    row(
        out,
        "labels",
        "%d classes, %,d nodes without a label",
        summary.classes().size(),
        summary.unlabelled());
    summary.classes().forEach(size -> row(out, "", "%7d  %s", size.nodes(), size.name()));
    row(
        out,
        "homophily",
        "%.3f of the edges join nodes of the same class",
        summary.edgeHomophily());
    row(
        out,
        "split",
        "%s: %,d training, %,d validation, %,d test nodes",
        split.name(),
        split.train(),
        split.validation(),
        split.test());
    row(
        out,
        "more splits",
        "%s%s",
        split.publicSplit() ? "public, " : "",
        split.maskSets() > 0
            ? "masks:0 to masks:" + (split.maskSets() - 1) + ", random"
            : "random");
  }

  private static void row(PrintWriter out, String name, String format, Object... values) {
    out.println(
        String.format(Locale.ROOT, "%-12s", name) + String.format(Locale.ROOT, format, values));
  }

  private Map<String, Object> fields(DatasetSummary summary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("dataset", data.name());
    fields.put("nodes", summary.nodes());
    fields.put("edges", summary.edges());
    fields.put("self_loops", summary.selfLoops());
    fields.put("isolated_nodes", summary.isolatedNodes());
    var degrees = summary.degrees();
    fields.put(
        "in_degrees", ordered("min", degrees.min(), "mean", degrees.mean(), "max", degrees.max()));
    var features = summary.features();
    fields.put(
        "features",
        ordered(
            "width",
            features.width(),
            "dtype",
            features.dtype(),
            "layout",
            features.layout(),
            "non_zeros",
            features.nonZeros(),
            "density",
            features.density()));
    fields.put("classes", classes(summary.classes()));
    fields.put("unlabelled", summary.unlabelled());
    fields.put("edge_homophily", summary.edgeHomophily());
    var split = summary.split();
    fields.put(
        "split",
        ordered(
            "name",
            split.name(),
            "train",
            split.train(),
            "validation",
            split.validation(),
            "test",
            split.test(),
            "public",
            split.publicSplit(),
            "mask_sets",
            split.maskSets()));
    return fields;
  }

  private static List<Map<String, Object>> classes(List<DatasetSummary.ClassSize> sizes) {
    return sizes.stream().map(size -> ordered("name", size.name(), "nodes", size.nodes())).toList();
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
    }
    return fields;
  }
}
