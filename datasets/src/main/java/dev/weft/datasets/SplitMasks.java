package dev.weft.datasets;

import dev.weft.datasets.raw.RawMasks;
import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Graph;
import java.util.Map;

/**
 * A split and the masks it gives on a graph's nodes.
 *
 * @param split the split
 * @param train nodes to learn from
 * @param validation nodes to choose by
 * @param test nodes to report on
 */
record SplitMasks(Split split, DenseColumn train, DenseColumn validation, DenseColumn test) {
  /**
   * The masks of a split; throws a DatasetException that lists the splits when there is none such.
   */
  static SplitMasks of(Graph graph, NodeLabels labels, Split split) {
    return switch (split) {
      case Split.Public _ -> published(graph, split);
      case Split.MaskSet set -> numbered(graph, set);
      case Split.RandomPerClass random -> drawn(graph, labels, random);
    };
  }

  private static SplitMasks published(Graph graph, Split split) {
    return new SplitMasks(
        split,
        stored(graph, NodeColumns.TRAIN, 0, split),
        stored(graph, NodeColumns.VALIDATION, 0, split),
        stored(graph, NodeColumns.TEST, 0, split));
  }

  private static SplitMasks numbered(Graph graph, Split.MaskSet set) {
    return new SplitMasks(
        set,
        one(graph, NodeColumns.TRAIN_SETS, set),
        one(graph, NodeColumns.VALIDATION_SETS, set),
        one(graph, NodeColumns.TEST_SETS, set));
  }

  private static DenseColumn one(Graph graph, String name, Split.MaskSet set) {
    DenseColumn all = stored(graph, name, 1, set);
    int sets = all.shape().width();
    if (set.index() >= sets) {
      throw noSuchSplit(graph, set);
    }
    int[] values = Columns.ints(all);
    byte[] mask = new byte[values.length / sets];
    for (int v = 0; v < mask.length; v++) {
      mask[v] = (byte) values[v * sets + set.index()];
    }
    return NodeColumns.mask(name, graph.nodes(), mask);
  }

  private static SplitMasks drawn(Graph graph, NodeLabels labels, Split.RandomPerClass split) {
    RawMasks masks = RandomSplit.draw(split, labels.orMinusOne());
    return new SplitMasks(
        split,
        NodeColumns.mask(NodeColumns.TRAIN, graph.nodes(), masks.train()),
        NodeColumns.mask(NodeColumns.VALIDATION, graph.nodes(), masks.validation()),
        NodeColumns.mask(NodeColumns.TEST, graph.nodes(), masks.test()));
  }

  private static DenseColumn stored(Graph graph, String name, int rank, Split split) {
    Column column = graph.nodeFrame().columns().get(name);
    if (column == null) {
      throw noSuchSplit(graph, split);
    }
    return NodeColumns.requireMask(name, column, rank);
  }

  private static DatasetException noSuchSplit(Graph graph, Split split) {
    Map<String, Column> columns = graph.nodeFrame().columns();
    String published = columns.containsKey(NodeColumns.TRAIN) ? "public, " : "";
    String numbered =
        columns.get(NodeColumns.TRAIN_SETS) instanceof DenseColumn sets
            ? "masks:0 to masks:" + (sets.shape().width() - 1) + ", "
            : "";
    String name = graph.metadata().getOrDefault(NodeColumns.NAME, "");
    return new DatasetException(
        (name.isEmpty() ? "NodeDataset" : "Dataset " + name)
            + ": it has no split "
            + split
            + "; its splits are "
            + published
            + numbered
            + "random:SEED:PER_CLASS (such as random:0:20).");
  }
}
