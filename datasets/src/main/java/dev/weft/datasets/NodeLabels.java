package dev.weft.datasets;

import dev.weft.datasets.raw.RawNodes;
import dev.weft.graph.Column;
import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Graph;
import dev.weft.kernels.memory.DType;
import java.util.Arrays;

/**
 * The classes of a graph's nodes.
 *
 * @param column class of every node, int32; 0 where there is none
 * @param known which nodes have a class
 * @param numClasses number of classes
 */
record NodeLabels(DenseColumn column, DenseColumn known, int numClasses) {
  /** The labels that a graph's columns and metadata give, checked. */
  static NodeLabels of(Graph graph) {
    DenseColumn stored = graph.nodeFrame().dense(NodeColumns.LABELS);
    requireIntegers(stored);
    int[] values = Columns.ints(stored);
    int largest = Arrays.stream(values).max().orElse(-1);
    boolean plain =
        stored.dtype() == DType.INT32 && Arrays.stream(values).allMatch(label -> label >= 0);
    DenseColumn column = plain ? stored : withoutNegatives(graph, values);
    return new NodeLabels(column, known(graph, values), numClasses(graph, largest));
  }

  private static void requireIntegers(DenseColumn stored) {
    if (stored.dtype().isFloating() || stored.shape().rank() != 0) {
      throw new DatasetException(
          "NodeDataset: column label is "
              + stored.dtype()
              + stored.shape()
              + "; expected one integer class a node, row shape [].");
    }
  }

  private static DenseColumn withoutNegatives(Graph graph, int[] values) {
    int[] classes = Arrays.stream(values).map(label -> Math.max(label, 0)).toArray();
    return Columns.of(NodeColumns.LABELS, graph.nodes(), classes);
  }

  private static DenseColumn known(Graph graph, int[] values) {
    Column told = graph.nodeFrame().columns().get(NodeColumns.LABELLED);
    return told == null
        ? Columns.of(NodeColumns.LABELLED, graph.nodes(), NodeColumns.labelled(values))
        : NodeColumns.requireMask(NodeColumns.LABELLED, told, 0);
  }

  private static int numClasses(Graph graph, int largest) {
    String told = graph.metadata().getOrDefault(NodeColumns.NUM_CLASSES, "");
    int most = RawNodes.MOST_CLASSES;
    if (largest >= most || !told.isEmpty() && !told.matches("\\d{1,7}")) {
      throw new DatasetException(
          "NodeDataset: largest label "
              + largest
              + ", metadata num_classes='"
              + told
              + "'; expected less than "
              + most
              + " classes.");
    }
    return Math.max(largest + 1, told.isEmpty() ? 0 : Math.min(most, Integer.parseInt(told)));
  }

  /** Class of every node, -1 where there is none. */
  int[] orMinusOne() {
    int[] classOf = Columns.ints(column);
    boolean[] has = Columns.booleans(known);
    for (int v = 0; v < classOf.length; v++) {
      classOf[v] = has[v] ? classOf[v] : RawNodes.UNLABELLED;
    }
    return classOf;
  }
}
