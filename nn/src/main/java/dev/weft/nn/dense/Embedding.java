package dev.weft.nn.dense;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Op;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;

/**
 * A trained row for every node, or for every value of a vocabulary.
 *
 * @param weight rows of the space, row shape [width]
 */
public record Embedding(Parameter weight) implements Layer {
  /**
   * Rows of a space (a node set, {@code new Space.Rows(n)}), normal with deviation 1, as in
   * PyTorch.
   */
  public static Embedding of(Space space, int width, Seed seed) {
    return of(space, width, seed, Init.normal(1));
  }

  /** Rows of a space. */
  public static Embedding of(Space space, int width, Seed seed, Init init) {
    int count = Math.toIntExact(Math.multiplyExact(space.size(), width));
    float[] rows = init.draw(count, Math.toIntExact(space.size()), width, seed.child("weight"));
    return new Embedding(
        Parameter.of("weight", Parameter.Kind.TRAINED, space, Shape.of(width), rows));
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(weight);
  }

  /** All rows. */
  public Tensor rows() {
    return weight.read();
  }

  /**
   * The rows that are asked for.
   *
   * @param chosen from the rows that ask (edge i leaves row i) to the rows of this table
   * @return rows of the edge list, row shape [width]
   */
  public Tensor rows(EdgeList chosen) {
    return weight.read().at(chosen, Op.End.DST);
  }
}
