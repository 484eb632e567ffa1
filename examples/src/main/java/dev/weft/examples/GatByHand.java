package dev.weft.examples;

import static dev.weft.tensor.Functions.leakyRelu;

import dev.weft.datasets.Datasets;
import dev.weft.datasets.NodeDataset;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;

/**
 * Graph attention in plain tensor algebra. Nothing here is [edges, heads, width] in memory: it
 * becomes one kernel, which the program says when it is explained.
 */
public final class GatByHand {
  private GatByHand() {}

  /** Prints the program of one layer on the karate club. */
  public static void main(String[] args) {
    NodeDataset club = Datasets.standard().open("karate");
    Seed seed = Seed.of(0);
    Tensor w = Tensor.random(seed.child("w"), Space.ONE, Shape.of(club.numFeatures(), 8 * 4));
    Tensor attnL = Tensor.random(seed.child("left"), Space.ONE, Shape.of(8, 4));
    Tensor attnR = Tensor.random(seed.child("right"), Space.ONE, Shape.of(8, 4));
    Tensor out = layer(Edges.of(club.graph()), Features.of(club.features()), w, attnL, attnR);
    System.out.println(out.explain());
  }

  /**
   * One layer.
   *
   * @param x features [nodes, in]
   * @param w [in, heads · width]
   * @param attnL what attention makes of a source, [heads, width]
   * @param attnR what attention makes of a destination, [heads, width]
   * @return [nodes, heads, width]
   */
  static Tensor layer(Edges e, Features x, Tensor w, Tensor attnL, Tensor attnR) {
    Tensor h = x.matmul(w).reshape(attnL.shape().dims());
    Tensor score = leakyRelu(e.src(h.dot(attnL)).plus(e.dst(h.dot(attnR))), 0.2);
    return e.sum(e.softmax(score).times(e.src(h)));
  }
}
