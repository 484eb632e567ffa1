package dev.weft.datasets.raw;

import java.util.List;

/**
 * A node-classification dataset as plain arrays. The arrays are handed over, not copied.
 *
 * @param numNodes number of nodes
 * @param arcs directed edges, for undirected datasets both directions
 * @param features one row a node
 * @param labels class of every node; {@link #UNLABELLED} for none
 * @param classNames name of every class, or empty when the files do not tell
 * @param publicSplit the split that the dataset is published with; empty when there is none
 * @param maskSets numbered splits that come with the dataset, often empty
 */
public record RawNodes(
    int numNodes,
    Arcs arcs,
    RawFeatures features,
    int[] labels,
    List<String> classNames,
    List<RawMasks> publicSplit,
    List<RawMasks> maskSets) {
  /** The label of a node that has none. */
  public static final int UNLABELLED = -1;

  /** No dataset has more classes; a larger label is damage, and would cost memory. */
  public static final int MOST_CLASSES = 1 << 20;

  /**
   * Checks that all parts speak of the same nodes.
   *
   * @throws IllegalArgumentException when they do not
   */
  public RawNodes {
    classNames = List.copyOf(classNames);
    publicSplit = List.copyOf(publicSplit);
    maskSets = List.copyOf(maskSets);
    arcs.requireBelow(numNodes);
    requireRows("features", features.rows(), numNodes);
    requireRows("labels", labels.length, numNodes);
    for (int v = 0; v < numNodes; v++) {
      if (labels[v] < UNLABELLED || labels[v] >= MOST_CLASSES) {
        throw new IllegalArgumentException(
            "labels[" + v + "]=" + labels[v] + "; expected a class number from 0, or -1 for none.");
      }
    }
    for (RawMasks masks : publicSplit) {
      requireRows("public split", masks.train().length, numNodes);
    }
    for (RawMasks masks : maskSets) {
      requireRows("masks", masks.train().length, numNodes);
    }
  }

  private static void requireRows(String what, int rows, int numNodes) {
    if (rows != numNodes) {
      throw new IllegalArgumentException(
          what + " has " + rows + " rows; expected " + numNodes + ", one for each node.");
    }
  }

  /**
   * Number of classes: one more than the largest label, or the number of class names when that is
   * more.
   */
  public int numClasses() {
    int largest = UNLABELLED;
    for (int label : labels) {
      largest = Math.max(largest, label);
    }
    return Math.max(largest + 1, classNames.size());
  }
}
