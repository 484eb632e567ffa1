package dev.weft.examples;

import static dev.weft.message.BuiltIn.uMulE;

import dev.weft.graph.Graph;
import dev.weft.kernels.lang.Reduction;
import dev.weft.message.Messages;
import dev.weft.tensor.Tensor;
import java.util.Arrays;

/** Message passing in DGL's words: built-in functions by name, and one's own as lambdas. */
public final class CustomMessages {
  private CustomMessages() {}

  /** Prints what arrives at the nodes of a small graph. */
  public static void main(String[] args) {
    System.out.println("weighted sum " + Arrays.toString(weightedSum(triangle()).floats()));
    System.out.println("farthest     " + Arrays.toString(farthest(triangle()).floats()));
  }

  /** Three nodes in a circle and one edge across, with data on nodes and edges. */
  static Graph triangle() {
    return Graph.of(3, new int[] {0, 1, 2, 0}, new int[] {1, 2, 0, 2})
        .withNodeData("h", new float[][] {{1, 0}, {4, 1}, {9, 5}})
        .withEdgeData("w", 1f, 0.5f, 2f, 10f);
  }

  /** Σ h[u] · w[e] over the in-edges; twice, to show that both ways say the same. */
  static Tensor weightedSum(Graph graph) {
    Tensor builtIn = Messages.of(graph).updateAll(uMulE("h", "w"), Reduction.SUM);
    Tensor lambda =
        Messages.of(graph).updateAll(m -> m.src("h").times(m.edge("w").reshape(1)), Reduction.SUM);
    return builtIn.plus(lambda).times(0.5);
  }

  /** The largest |h[u] − h[v]| over the in-edges, coordinate by coordinate: no built-in says it. */
  static Tensor farthest(Graph graph) {
    return Messages.of(graph).updateAll(m -> m.src("h").minus(m.dst("h")).abs(), Reduction.MAX);
  }
}
