package dev.weft.message;

import dev.weft.graph.NodeSet;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Softmax over the edges that share a node. Each element of the row shape is normalised on its own.
 */
public final class EdgeSoftmax {
  private static final Tensor NOTHING = Tensor.literal(Double.NEGATIVE_INFINITY);

  private EdgeSoftmax() {}

  /** exp(logits) normalised over the in-edges of every destination. */
  public static Tensor byDst(Edges edges, Tensor logits) {
    return edges.softmax(Target.E.toEdges(edges, logits));
  }

  /** exp(logits) normalised over the out-edges of every source. */
  public static Tensor bySrc(Edges edges, Tensor logits) {
    return byDst(edges.reverse(), logits);
  }

  /**
   * exp(logits) normalised over all edges of all relations that enter the same destination. A
   * relation without edges contributes nothing.
   *
   * @param relations the relations; those that end in the same nodes are normalised together
   * @param logits for every relation, equal row shapes where destinations are shared
   * @return the weights, in the order of the relations
   */
  public static List<Tensor> across(List<Edges> relations, List<Tensor> logits) {
    if (relations.size() != logits.size()) {
      throw new IllegalArgumentException(
          "EdgeSoftmax.across: "
              + relations.size()
              + " relations and "
              + logits.size()
              + " logits came; expected one for each.");
    }
    Map<NodeSet, Tensor> peaks = new HashMap<>();
    for (int i = 0; i < relations.size(); i++) {
      peaks.merge(relations.get(i).dstNodes(), peak(relations.get(i), logits.get(i)), Tensor::max);
    }
    List<Tensor> powers = new ArrayList<>();
    Map<NodeSet, Tensor> sums = new HashMap<>();
    for (int i = 0; i < relations.size(); i++) {
      Edges edges = relations.get(i);
      Tensor shift = edges.dst(peaks.get(edges.dstNodes()));
      powers.add(Target.E.toEdges(edges, logits.get(i)).minus(shift).exp());
      sums.merge(edges.dstNodes(), edges.sum(powers.get(i)), Tensor::plus);
    }
    List<Tensor> weights = new ArrayList<>();
    for (int i = 0; i < relations.size(); i++) {
      Edges edges = relations.get(i);
      weights.add(powers.get(i).dividedBy(edges.dst(sums.get(edges.dstNodes()))));
    }
    return weights;
  }

  /**
   * The largest logit that enters every destination, −∞ where none does: a shift, so no gradient
   * flows.
   */
  private static Tensor peak(Edges edges, Tensor logits) {
    Tensor largest = edges.max(Target.E.toEdges(edges, logits));
    return edges.inDegrees().gt(0).select(largest, NOTHING).detach();
  }
}
