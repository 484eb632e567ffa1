package dev.weft.datasets;

import dev.weft.datasets.raw.RawMasks;
import dev.weft.datasets.raw.RawNodes;
import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.kernels.memory.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
  private final DenseColumn labels;
  private final DenseColumn labelled;
  private final Split split;
  private final DenseColumn train;
  private final DenseColumn validation;
  private final DenseColumn test;

  private NodeDataset(
      Graph graph, DenseColumn labels, DenseColumn labelled, Split split, List<DenseColumn> masks) {
    this.graph = graph;
    this.labels = labels;
    this.labelled = labelled;
    this.split = split;
    this.train = masks.get(0);
    this.validation = masks.get(1);
    this.test = masks.get(2);
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
    Frame frame = requireColumns(graph);
    DenseColumn stored = frame.dense(NodeColumns.LABELS);
    if (stored.dtype().isFloating() || stored.shape().rank() != 0) {
      throw new DatasetException(
          "NodeDataset: column label is "
              + stored.dtype()
              + stored.shape()
              + "; expected one integer class a node, row shape [].");
    }
    int[] values = Columns.ints(stored);
    boolean whole = Arrays.stream(values).allMatch(label -> label >= 0);
    DenseColumn labels = stored;
    if (!whole || stored.dtype() != DType.INT32) {
      labels =
          Columns.of(
              NodeColumns.LABELS,
              graph.nodes(),
              Arrays.stream(values).map(label -> Math.max(label, 0)).toArray());
    }
    DenseColumn labelled =
        frame.columns().get(NodeColumns.LABELLED) instanceof DenseColumn told
            ? told
            : Columns.of(NodeColumns.LABELLED, graph.nodes(), NodeColumns.labelled(values));
    Graph filled = graph.withNodeData(NodeColumns.LABELS, labels);
    Split split = defaultSplit(filled);
    return new NodeDataset(filled, labels, labelled, split, masks(filled, labels, labelled, split));
  }

  /** The dataset that a reader gave, split as published, or else as {@code otherwise}. */
  static NodeDataset of(String name, RawNodes raw, Split otherwise) {
    Split first =
        raw.publicSplit().isEmpty()
            ? raw.maskSets().isEmpty() ? otherwise : Split.masks(0)
            : Split.PUBLIC;
    return of(NodeColumns.graph(name, raw, first));
  }

  private static Frame requireColumns(Graph graph) {
    if (graph.isBlock() || graph.nodeTypes().size() != 1) {
      throw new DatasetException(
          "NodeDataset: " + graph + " has node types " + graph.nodeTypes() + "; expected one.");
    }
    Frame frame = graph.nodeFrame();
    if (!frame.columns().containsKey(NodeColumns.FEATURES)
        || !(frame.columns().get(NodeColumns.LABELS) instanceof DenseColumn)) {
      throw new DatasetException(
          "NodeDataset: the node columns are "
              + frame.columns().keySet()
              + "; expected feat and label among them. Add them with withNodeData.");
    }
    return frame;
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
    return labels;
  }

  /** Which nodes have a label, bool, row shape []. The others are in no random split. */
  public DenseColumn labelled() {
    return labelled;
  }

  /** Width of a feature row. */
  public int numFeatures() {
    return features().shape().width();
  }

  /** Number of classes. */
  public int numClasses() {
    String told = graph.metadata().get(NodeColumns.NUM_CLASSES);
    int largest = Arrays.stream(Columns.ints(labels)).max().orElse(-1);
    return Math.max(largest + 1, told == null ? 0 : Integer.parseInt(told));
  }

  /** Names of the classes, by class number; empty when nobody gave any. */
  public List<String> classNames() {
    String names = graph.metadata().getOrDefault(NodeColumns.CLASS_NAMES, "");
    return names.isEmpty() ? List.of() : List.of(names.split("\n", -1));
  }

  /** The split that {@link #train()}, {@link #validation()} and {@link #test()} show. */
  public Split split() {
    return split;
  }

  /** Nodes to learn from, bool, row shape []. */
  public DenseColumn train() {
    return train;
  }

  /** Nodes to choose a model by, bool, row shape []. */
  public DenseColumn validation() {
    return validation;
  }

  /** Nodes to report on, bool, row shape []. */
  public DenseColumn test() {
    return test;
  }

  /** Whether the dataset is published with a split. */
  public boolean hasPublicSplit() {
    return graph.nodeFrame().columns().containsKey(NodeColumns.TRAIN);
  }

  /** Number of numbered splits that come with the dataset; {@code masks:K} takes K below it. */
  public int numMaskSets() {
    return graph.nodeFrame().columns().get(NodeColumns.TRAIN_SETS) instanceof DenseColumn sets
        ? sets.shape().width()
        : 0;
  }

  /**
   * This dataset, split in another way. The graph and its columns stay.
   *
   * @throws DatasetException when the dataset has no such split; the message lists those that it
   *     has
   */
  public NodeDataset withSplit(Split other) {
    return new NodeDataset(graph, labels, labelled, other, masks(graph, labels, labelled, other));
  }

  /**
   * This dataset with every feature row divided by its sum, as Kipf and Welling feed Planetoid;
   * rows that sum to 0 stay.
   */
  public NodeDataset rowNormalized() {
    Graph changed = graph.withNodeData(NodeColumns.FEATURES, RowSums.normalized(features()));
    return new NodeDataset(changed, labels, labelled, split, List.of(train, validation, test));
  }

  /** Counts, degrees, features, labels and split in numbers. */
  public DatasetSummary summary() {
    return DatasetSummary.of(this);
  }

  private static List<DenseColumn> masks(
      Graph graph, DenseColumn labels, DenseColumn labelled, Split split) {
    return switch (split) {
      case Split.Public _ -> published(graph, split);
      case Split.MaskSet set -> numbered(graph, set);
      case Split.RandomPerClass random -> drawn(graph, labels, labelled, random);
    };
  }

  private static List<DenseColumn> published(Graph graph, Split split) {
    return Stream.of(NodeColumns.TRAIN, NodeColumns.VALIDATION, NodeColumns.TEST)
        .map(name -> stored(graph, name, split))
        .toList();
  }

  private static DenseColumn stored(Graph graph, String name, Split split) {
    if (graph.nodeFrame().columns().get(name) instanceof DenseColumn mask) {
      return mask;
    }
    throw noSuchSplit(graph, split);
  }

  private static List<DenseColumn> numbered(Graph graph, Split.MaskSet set) {
    return Stream.of(NodeColumns.TRAIN_SETS, NodeColumns.VALIDATION_SETS, NodeColumns.TEST_SETS)
        .map(
            name -> {
              DenseColumn all = stored(graph, name, set);
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
            })
        .toList();
  }

  private static List<DenseColumn> drawn(
      Graph graph, DenseColumn labels, DenseColumn labelled, Split.RandomPerClass split) {
    int[] classOf = Columns.ints(labels);
    boolean[] known = Columns.booleans(labelled);
    for (int v = 0; v < classOf.length; v++) {
      classOf[v] = known[v] ? classOf[v] : -1;
    }
    RawMasks masks = RandomSplit.draw(split, classOf, Arrays.stream(classOf).max().orElse(-1) + 1);
    return List.of(
        NodeColumns.mask(NodeColumns.TRAIN, graph.nodes(), masks.train()),
        NodeColumns.mask(NodeColumns.VALIDATION, graph.nodes(), masks.validation()),
        NodeColumns.mask(NodeColumns.TEST, graph.nodes(), masks.test()));
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

  /** One line: name, counts and split. */
  @Override
  public String toString() {
    return summary().line();
  }
}
