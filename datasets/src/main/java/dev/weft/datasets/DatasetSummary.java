package dev.weft.datasets;

import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.SparseColumn;
import dev.weft.kernels.sparse.Coo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A dataset in numbers, plain enough to print and to serialise.
 *
 * @param name short name
 * @param nodes number of nodes
 * @param edges number of directed edges, self loops included
 * @param selfLoops edges from a node to itself
 * @param isolatedNodes nodes without an edge to or from another node
 * @param degrees in-degrees, self loops included
 * @param features what a feature row is
 * @param classes number of nodes of every class, by class number; nodes without a label are in none
 * @param unlabelled nodes without a label
 * @param edgeHomophily share of the edges between two different labelled nodes that join the same
 *     class; 0 when there are none
 * @param split how nodes are shared among training, validation and test
 */
public record DatasetSummary(
    String name,
    long nodes,
    long edges,
    long selfLoops,
    long isolatedNodes,
    Degrees degrees,
    Features features,
    List<ClassSize> classes,
    long unlabelled,
    double edgeHomophily,
    SplitSizes split) {
  /**
   * The spread of degrees; zeros without nodes.
   *
   * @param min smallest
   * @param mean average
   * @param max largest
   */
  public record Degrees(long min, double mean, long max) {}

  /**
   * What a feature row is.
   *
   * @param width features in a row
   * @param dtype type of the stored values, such as {@code float32}
   * @param layout {@code sparse} or {@code dense}
   * @param nonZeros stored values of a sparse column, values other than 0 of a dense one
   * @param density nonZeros among all rows × width
   */
  public record Features(int width, String dtype, String layout, long nonZeros, double density) {}

  /**
   * One class.
   *
   * @param name its name, or its number when it has none
   * @param nodes how many nodes it has
   */
  public record ClassSize(String name, long nodes) {}

  /**
   * How many nodes each part of a split has.
   *
   * @param name the split as it is written, such as {@code public}
   * @param train nodes to learn from
   * @param validation nodes to choose by
   * @param test nodes to report on
   * @param publicSplit whether the dataset is published with a split
   * @param maskSets number of numbered splits that come with it
   */
  public record SplitSizes(
      String name, long train, long validation, long test, boolean publicSplit, int maskSets) {}

  /** Copies the list. */
  public DatasetSummary {
    classes = List.copyOf(classes);
  }

  /** The summary of a dataset: one pass over edges, features and labels. */
  static DatasetSummary of(NodeDataset dataset) {
    int n = Math.toIntExact(dataset.graph().numNodes());
    int[] labels = Columns.ints(dataset.labels());
    boolean[] labelled = Columns.booleans(dataset.labelled());
    Coo coo = dataset.graph().relation().coo();
    EdgeCounts counts = EdgeCounts.of(coo, n, labels, labelled);
    long[] sizes = new long[dataset.numClasses()];
    long unlabelled = 0;
    for (int v = 0; v < n; v++) {
      if (labelled[v]) {
        sizes[labels[v]]++;
      } else {
        unlabelled++;
      }
    }
    SplitSizes split =
        new SplitSizes(
            dataset.split().toString(),
            count(dataset.train()),
            count(dataset.validation()),
            count(dataset.test()),
            dataset.hasPublicSplit(),
            dataset.numMaskSets());
    return new DatasetSummary(
        dataset.name(),
        n,
        coo.size(),
        counts.selfLoops,
        counts.isolated,
        counts.degrees,
        features(dataset),
        classes(dataset, sizes),
        unlabelled,
        counts.homophily,
        split);
  }

  private record EdgeCounts(long selfLoops, long isolated, Degrees degrees, double homophily) {
    static EdgeCounts of(Coo coo, int n, int[] labels, boolean[] labelled) {
      long[] degree = new long[n];
      boolean[] joined = new boolean[n];
      long loops = 0;
      long known = 0;
      long same = 0;
      for (long e = 0; e < coo.size(); e++) {
        int u = coo.rowOf(e);
        int v = coo.colOf(e);
        degree[v]++;
        if (u == v) {
          loops++;
          continue;
        }
        joined[u] = true;
        joined[v] = true;
        if (labelled[u] && labelled[v]) {
          known++;
          same += labels[u] == labels[v] ? 1 : 0;
        }
      }
      long isolated = 0;
      for (boolean has : joined) {
        isolated += has ? 0 : 1;
      }
      Degrees degrees =
          new Degrees(
              Arrays.stream(degree).min().orElse(0),
              n == 0 ? 0 : (double) coo.size() / n,
              Arrays.stream(degree).max().orElse(0));
      return new EdgeCounts(loops, isolated, degrees, known == 0 ? 0 : (double) same / known);
    }
  }

  private static Features features(NodeDataset dataset) {
    int width = dataset.numFeatures();
    String dtype = dataset.features().dtype().toString().toLowerCase(Locale.ROOT);
    double cells = (double) dataset.graph().numNodes() * width;
    return switch (dataset.features()) {
      case SparseColumn sparse -> {
        long stored = sparse.entries().size();
        yield new Features(width, dtype, "sparse", stored, cells == 0 ? 0 : stored / cells);
      }
      case DenseColumn dense -> {
        long nonZeros = 0;
        for (float value : Columns.floats(dense)) {
          nonZeros += value == 0 ? 0 : 1;
        }
        yield new Features(width, dtype, "dense", nonZeros, cells == 0 ? 0 : nonZeros / cells);
      }
    };
  }

  private static List<ClassSize> classes(NodeDataset dataset, long[] sizes) {
    List<String> names = dataset.classNames();
    List<ClassSize> out = new ArrayList<>();
    for (int c = 0; c < sizes.length; c++) {
      out.add(new ClassSize(c < names.size() ? names.get(c) : Integer.toString(c), sizes[c]));
    }
    return out;
  }

  private static long count(DenseColumn mask) {
    long count = 0;
    for (boolean in : Columns.booleans(mask)) {
      count += in ? 1 : 0;
    }
    return count;
  }

  /** One line: name, counts and split. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%s: %,d nodes, %,d edges, %,d %s features, %d classes, split %s (%,d / %,d / %,d)",
        name.isEmpty() ? "dataset" : name,
        nodes,
        edges,
        features.width,
        features.layout,
        classes.size(),
        split.name,
        split.train,
        split.validation,
        split.test);
  }
}
