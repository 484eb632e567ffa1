package dev.weft.graph.transform;

import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Graph;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Coo;

/** Numbers that describe a graph. */
public final class Measures {
  private Measures() {}

  /**
   * For every edge of the only relation, 1 divided by the in-degree of its destination: row shape
   * [], float32.
   */
  public static DenseColumn normByDst(Graph graph) {
    return normByDst(graph.relation());
  }

  /** For every edge, 1 divided by the in-degree of its destination: row shape [], float32. */
  public static DenseColumn normByDst(Relation relation) {
    int[] degree = relation.query().inDegrees();
    float[] out = new float[Math.toIntExact(relation.numEdges())];
    for (int e = 0; e < out.length; e++) {
      out[e] = 1f / degree[relation.coo().colOf(e)];
    }
    return Columns.of("norm", relation.edges(), out);
  }

  /**
   * The mean over all nodes of the share of in-neighbours with the node's class (Pei et al. 2020);
   * a node without in-edges counts 0. Without nodes 0.
   *
   * @param labels class of every node
   */
  public static double nodeHomophily(Graph graph, int... labels) {
    int[] same = sameClass(graph, labels);
    int[] degree = graph.inDegrees();
    double sum = 0;
    for (int v = 0; v < degree.length; v++) {
      sum += degree[v] == 0 ? 0 : (double) same[v] / degree[v];
    }
    return degree.length == 0 ? 0 : sum / degree.length;
  }

  /** The share of edges whose ends have the same class (Zhu et al. 2020). Without edges 0. */
  public static double edgeHomophily(Graph graph, int... labels) {
    double sum = 0;
    for (int count : sameClass(graph, labels)) {
      sum += count;
    }
    return graph.numEdges() == 0 ? 0 : sum / graph.numEdges();
  }

  /**
   * The mean over all classes but one of max(0, share of same-class in-edges of the class − share
   * of the class among nodes) (Lim et al. 2021). With fewer than two classes 0.
   *
   * @param labels class of every node, from 0
   */
  public static double linkxHomophily(Graph graph, int... labels) {
    int[] same = sameClass(graph, labels);
    int[] degree = graph.inDegrees();
    int classes = 0;
    for (int label : labels) {
      classes = Math.max(classes, label + 1);
    }
    double[] sameOf = new double[classes];
    double[] degreeOf = new double[classes];
    double[] nodesOf = new double[classes];
    for (int v = 0; v < labels.length; v++) {
      sameOf[labels[v]] += same[v];
      degreeOf[labels[v]] += degree[v];
      nodesOf[labels[v]]++;
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum +=
          degreeOf[k] == 0 ? 0 : Math.max(0, sameOf[k] / degreeOf[k] - nodesOf[k] / labels.length);
    }
    return classes < 2 ? 0 : sum / (classes - 1);
  }

  private static int[] sameClass(Graph graph, int[] labels) {
    Relation relation = graph.relation();
    if (labels.length != relation.dst().size() || relation.src() != relation.dst()) {
      throw new IllegalArgumentException(
          "homophily: "
              + labels.length
              + " labels for relation "
              + relation
              + "; expected one relation between nodes of one type, and one label for each of "
              + relation.dst()
              + ".");
    }
    Coo coo = relation.coo();
    int[] out = new int[labels.length];
    for (long e = 0; e < coo.size(); e++) {
      if (labels[coo.rowOf(e)] == labels[coo.colOf(e)]) {
        out[coo.colOf(e)]++;
      }
    }
    return out;
  }
}
