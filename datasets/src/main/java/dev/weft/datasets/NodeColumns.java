package dev.weft.datasets;

import dev.weft.datasets.raw.RawFeatures;
import dev.weft.datasets.raw.RawMasks;
import dev.weft.datasets.raw.RawNodes;
import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.EdgeList;
import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.SparseColumn;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * The columns and metadata by which a graph is a node-classification dataset, in DGL's names, and
 * how they are made.
 */
final class NodeColumns {
  static final String FEATURES = "feat";
  static final String LABELS = "label";

  /** True for nodes with a label; absent when all have one. */
  static final String LABELLED = "labelled";

  static final String TRAIN = "train_mask";
  static final String VALIDATION = "val_mask";
  static final String TEST = "test_mask";

  /** Numbered splits: bool rows of shape [splits]. */
  static final String TRAIN_SETS = "train_masks";

  static final String VALIDATION_SETS = "val_masks";
  static final String TEST_SETS = "test_masks";

  static final String NAME = "dataset";
  static final String NUM_CLASSES = "num_classes";

  /** One class name a line. */
  static final String CLASS_NAMES = "class_names";

  static final String DEFAULT_SPLIT = "default_split";

  private NodeColumns() {}

  /** The graph with everything that {@code raw} holds. */
  static Graph graph(String name, RawNodes raw, Split defaultSplit) {
    Graph graph =
        Graph.of(raw.numNodes(), raw.arcs().src(), raw.arcs().dst())
            .withMetadata(NAME, name)
            .withMetadata(NUM_CLASSES, Integer.toString(raw.numClasses()))
            .withMetadata(DEFAULT_SPLIT, defaultSplit.toString());
    NodeSet nodes = graph.nodes();
    graph = graph.withNodeData(FEATURES, features(nodes, raw.features()));
    graph =
        graph.withNodeData(
            LABELS, Arrays.stream(raw.labels()).map(label -> Math.max(label, 0)).toArray());
    if (Arrays.stream(raw.labels()).anyMatch(label -> label == RawNodes.UNLABELLED)) {
      graph = graph.withNodeData(LABELLED, labelled(raw.labels()));
    }
    if (!raw.classNames().isEmpty()) {
      graph = graph.withMetadata(CLASS_NAMES, String.join("\n", raw.classNames()));
    }
    for (RawMasks masks : raw.publicSplit()) {
      graph =
          graph
              .withNodeData(TRAIN, mask(TRAIN, nodes, masks.train()))
              .withNodeData(VALIDATION, mask(VALIDATION, nodes, masks.validation()))
              .withNodeData(TEST, mask(TEST, nodes, masks.test()));
    }
    if (!raw.maskSets().isEmpty()) {
      graph =
          graph
              .withNodeData(
                  TRAIN_SETS,
                  sets(TRAIN_SETS, nodes, raw.maskSets().stream().map(RawMasks::train).toList()))
              .withNodeData(
                  VALIDATION_SETS,
                  sets(
                      VALIDATION_SETS,
                      nodes,
                      raw.maskSets().stream().map(RawMasks::validation).toList()))
              .withNodeData(
                  TEST_SETS,
                  sets(TEST_SETS, nodes, raw.maskSets().stream().map(RawMasks::test).toList()));
    }
    return graph;
  }

  static boolean[] labelled(int[] labels) {
    boolean[] out = new boolean[labels.length];
    for (int v = 0; v < out.length; v++) {
      out[v] = labels[v] >= 0;
    }
    return out;
  }

  private static Column features(NodeSet nodes, RawFeatures features) {
    return switch (features) {
      case RawFeatures.DenseRows dense ->
          Columns.of(FEATURES, nodes, dense.values(), Shape.of(dense.cols()));
      case RawFeatures.SparseRows sparse -> sparse(nodes, sparse);
    };
  }

  private static SparseColumn sparse(NodeSet nodes, RawFeatures.SparseRows rows) {
    int[] rowOf = new int[rows.indices().length];
    for (int v = 0; v < rows.rows(); v++) {
      Arrays.fill(rowOf, rows.indptr()[v], rows.indptr()[v + 1], v);
    }
    Coo coo = Coo.of(rows.rows(), rows.cols(), rowOf, rows.indices());
    EdgeList entries = EdgeList.of(FEATURES, nodes, NodeSet.of("feature", rows.cols()), coo);
    return new SparseColumn(FEATURES, entries, Columns.of(FEATURES, entries, rows.values()));
  }

  /** A bool column over the nodes. */
  static DenseColumn mask(String name, NodeSet nodes, byte[] mask) {
    return sets(name, nodes, Shape.SCALAR, List.of(mask));
  }

  private static DenseColumn sets(String name, NodeSet nodes, List<byte[]> masks) {
    return sets(name, nodes, Shape.of(masks.size()), masks);
  }

  private static DenseColumn sets(String name, NodeSet nodes, Shape shape, List<byte[]> masks) {
    int sets = masks.size();
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, nodes.size() * sets), 64);
    for (int k = 0; k < sets; k++) {
      for (int v = 0; v < nodes.size(); v++) {
        memory.set(ValueLayout.JAVA_BYTE, (long) v * sets + k, masks.get(k)[v]);
      }
    }
    return Columns.over(name, nodes, DType.BOOL, shape, memory);
  }

  /**
   * The column, which must be a mask: bool, of row shape [] or, for numbered splits, [splits].
   *
   * @throws DatasetException when it is not
   */
  static DenseColumn requireMask(String name, Column column, int rank) {
    if (column instanceof DenseColumn mask
        && mask.dtype() == DType.BOOL
        && mask.shape().rank() == rank) {
      return mask;
    }
    throw new DatasetException(
        "NodeDataset: column "
            + name
            + " is "
            + column.dtype()
            + column.shape()
            + "; expected BOOL"
            + (rank == 0 ? "[]." : " with one row of splits a node."));
  }
}
