package dev.weft.datasets;

import dev.weft.datasets.raw.RawNodes;
import dev.weft.graph.Column;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import java.util.List;
import java.util.Map;

/**
 * A graph whose nodes are to be classified: features, labels, and who trains, validates and tests.
 * Immutable.
 *
 * <p>Everything is a column of {@link #graph()} under DGL's names: {@code feat}, {@code label}, and
 * for published splits {@code train_mask}, {@code val_mask}, {@code test_mask} or, numbered, {@code
 * train_masks} and its siblings. {@link #train()} and its siblings are those of the chosen {@link
 * #split()}, whatever it is.
 */
public final class NodeDataset {
  private final Graph graph;
  private final NodeLabels labels;
  private final SplitMasks masks;

  private NodeDataset(Graph graph, NodeLabels labels, SplitMasks masks) {
    this.graph = graph;
    this.labels = labels;
    this.masks = masks;
  }

  /**
   * The dataset in a graph of one node type with the columns {@code feat} and {@code label}. A
   * negative label means none. Without {@code num_classes} in the metadata there is one class more
   * than the largest label.
   *
   * @throws DatasetException when a column is missing or of another type; the message lists the
   *     columns
   */
  public static NodeDataset of(Graph graph) {
    requireColumns(graph);
    NodeLabels labels = NodeLabels.of(graph);
    Graph filled = graph.withNodeData(NodeColumns.LABELS, labels.column());
    return new NodeDataset(filled, labels, SplitMasks.of(filled, labels, defaultSplit(filled)));
  }

  /** The dataset that a reader gave, split as published, or else as {@code otherwise}. */
  static NodeDataset of(String name, RawNodes raw, Split otherwise) {
    Split numbered = raw.maskSets().isEmpty() ? otherwise : Split.masks(0);
    Split first = raw.publicSplit().isEmpty() ? numbered : Split.PUBLIC;
    return of(NodeColumns.graph(name, raw, first));
  }

  private static void requireColumns(Graph graph) {
    if (!graph.isHomogeneous()) {
      throw new DatasetException(
          "NodeDataset: "
              + graph
              + " has node types "
              + graph.nodeTypes()
              + "; expected one, and one relation.");
    }
    Frame frame = graph.nodeFrame();
    if (!frame.columns().containsKey(NodeColumns.FEATURES)
        || !(frame.columns().get(NodeColumns.LABELS) instanceof DenseColumn)) {
      throw new DatasetException(
          "NodeDataset: the node columns are "
              + frame.columns().keySet()
              + "; expected feat and label among them. Add them with withNodeData.");
    }
  }

  private static Split defaultSplit(Graph graph) {
    String told = graph.metadata().get(NodeColumns.DEFAULT_SPLIT);
    Map<String, Column> columns = graph.nodeFrame().columns();
    if (told != null) {
      return Split.parse(told);
    }
    if (columns.containsKey(NodeColumns.TRAIN)) {
      return Split.PUBLIC;
    }
    return columns.containsKey(NodeColumns.TRAIN_SETS) ? Split.masks(0) : Split.random(0, 20);
  }

  /** Short name, such as {@code cora}; empty when nobody gave one. */
  public String name() {
    return graph.metadata().getOrDefault(NodeColumns.NAME, "");
  }

  /** The graph with all columns. */
  public Graph graph() {
    return graph;
  }

  /** Features [numNodes, numFeatures], float32: sparse for bags of words, else dense. */
  public Column features() {
    return graph.nodeData(NodeColumns.FEATURES);
  }

  /**
   * Class of every node from 0, int32, row shape []; 0 where there is none, as in DGL and PyG: see
   * {@link #labelled()}.
   */
  public DenseColumn labels() {
    return labels.column();
  }

  /** Which nodes have a label, bool, row shape []. The others are in no random split. */
  public DenseColumn labelled() {
    return labels.known();
  }

  /** Width of a feature row. */
  public int numFeatures() {
    return features().shape().width();
  }

  /** Number of classes. */
  public int numClasses() {
    return labels.numClasses();
  }

  /** Names of the classes, by class number; empty when nobody gave any. */
  public List<String> classNames() {
    String names = graph.metadata().getOrDefault(NodeColumns.CLASS_NAMES, "");
    return names.isEmpty() ? List.of() : List.of(names.split("\n", -1));
  }

  /** The split that {@link #train()}, {@link #validation()} and {@link #test()} show. */
  public Split split() {
    return masks.split();
  }

  /** Nodes to learn from, bool, row shape []. */
  public DenseColumn train() {
    return masks.train();
  }

  /** Nodes to choose a model by, bool, row shape []. */
  public DenseColumn validation() {
    return masks.validation();
  }

  /** Nodes to report on, bool, row shape []. */
  public DenseColumn test() {
    return masks.test();
  }

  /** Whether the dataset is published with a split. */
  public boolean hasPublicSplit() {
    return graph.nodeFrame().columns().containsKey(NodeColumns.TRAIN);
  }

  /** Number of numbered splits that come with the dataset; {@code masks:K} takes K below it. */
  public int numMaskSets() {
    Column sets = graph.nodeFrame().columns().get(NodeColumns.TRAIN_SETS);
    return sets == null ? 0 : sets.shape().width();
  }

  /**
   * This dataset, split in another way. The graph and its columns stay.
   *
   * @throws DatasetException when the dataset has no such split; the message lists those that it
   *     has
   */
  public NodeDataset withSplit(Split other) {
    return new NodeDataset(graph, labels, SplitMasks.of(graph, labels, other));
  }

  /**
   * This dataset with every feature row divided by its sum, as Kipf and Welling feed Planetoid;
   * rows that sum to 0 stay.
   */
  public NodeDataset rowNormalized() {
    Graph changed = graph.withNodeData(NodeColumns.FEATURES, RowSums.normalized(features()));
    return new NodeDataset(changed, labels, masks);
  }

  /** Counts, degrees, features, labels and split in numbers. */
  public DatasetSummary summary() {
    return DatasetSummary.of(this);
  }

  /** One line: name, counts and split. */
  @Override
  public String toString() {
    return summary().line();
  }
}
