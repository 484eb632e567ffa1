package dev.weft.nn.dense;

import dev.weft.kernels.memory.Shape;
import dev.weft.message.Groups;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;

/**
 * {@code y_i = x_i W_t}, t being the type of row i: rows [in] to rows [out]. Over edges it is
 * computed within the kernel that uses it, and no row for every edge is kept.
 *
 * @param in width of x
 * @param out width of y
 * @param types how many
 * @param weights where the matrices come from
 */
public record TypedLinear(int in, int out, int types, Weights weights) implements Layer {

  /** What matrices [types, ..., in, out] are made of. */
  public sealed interface Weights {
    /**
     * A matrix for each type.
     *
     * @param weight [types, in, out]
     */
    record Free(Parameter weight) implements Weights {}

    /**
     * {@code W_t = Σ_b c_tb V_b} (Schlichtkrull et al., 2018, equation 3).
     *
     * @param bases V [bases, in, out]
     * @param coefficients c [types, bases]
     */
    record Basis(Parameter bases, Parameter coefficients) implements Weights {}

    /**
     * Block-diagonal matrices (Schlichtkrull et al., 2018, equation 4): slice b of x gives slice b
     * of y.
     *
     * @param weight [types, blocks * in / blocks * out / blocks], blocks row-major
     * @param blocks how many
     */
    record Blocks(Parameter weight, int blocks) implements Weights {}

    /**
     * {@code W_t = A_t B_t · scale} of low rank (Hu et al., 2022), for many types or tenants: x A_t
     * comes first, so that no matrix [in, out] is ever made.
     *
     * @param down A [types, in, rank]
     * @param up B [types, rank, out]
     * @param scale factor
     */
    record LowRank(Parameter down, Parameter up, double scale) implements Weights {}
  }

  /** A matrix for each type, uniform within 1 / √in. */
  public static TypedLinear of(int in, int out, int types, Seed seed) {
    Shape shape = Shape.of(types, in, out);
    return new TypedLinear(
        in, out, types, new Weights.Free(Init.linear().weight("W", shape, in, out, seed)));
  }

  /** Matrices that are combinations of {@code bases}: uniform within 1 / √in, Glorot-uniform. */
  public static TypedLinear withBases(int in, int out, int types, int bases, Seed seed) {
    Parameter w = Init.linear().weight("W", Shape.of(bases, in, out), in, out, seed);
    Parameter c =
        Init.glorotUniform(Init.RELU_GAIN)
            .weight("coeff", Shape.of(types, bases), bases, types, seed);
    return new TypedLinear(in, out, types, new Weights.Basis(w, c));
  }

  /**
   * Block-diagonal matrices, uniform within 1 / √(in / blocks).
   *
   * @throws IllegalArgumentException when the blocks do not divide both widths
   */
  public static TypedLinear withBlocks(int in, int out, int types, int blocks, Seed seed) {
    if (blocks < 1 || in % blocks != 0 || out % blocks != 0) {
      throw new IllegalArgumentException(
          "TypedLinear(in="
              + in
              + ", out="
              + out
              + "): blocks="
              + blocks
              + "; expected a number that divides both.");
    }
    Shape shape = Shape.of(types, in / blocks * out);
    Parameter w = Init.linear().weight("W", shape, in / blocks, out / blocks, seed);
    return new TypedLinear(in, out, types, new Weights.Blocks(w, blocks));
  }

  /**
   * Matrices of low rank, which begin at 0: A uniform within 1 / √in, B zero, as in the paper.
   *
   * @param scale factor, α / rank in the paper
   */
  public static TypedLinear ofLowRank(
      int in, int out, int types, int rank, double scale, Seed seed) {
    Parameter a = Init.linear().weight("A", Shape.of(types, in, rank), in, rank, seed);
    Parameter b = Init.zeros().weight("B", Shape.of(types, rank, out), rank, out, seed);
    return new TypedLinear(in, out, types, new Weights.LowRank(a, b, scale));
  }

  @Override
  public Parameters parameters() {
    return switch (weights) {
      case Weights.Free(var w) -> Parameters.of(w);
      case Weights.Basis(var bases, var c) -> Parameters.of(bases, c);
      case Weights.Blocks(var w, int _) -> Parameters.of(w);
      case Weights.LowRank(var a, var b, double _) -> Parameters.of(a, b);
    };
  }

  /** Rows through the matrices of their types; the same in training and evaluation. */
  public Tensor forward(Tensor x, Groups typeOfRow, Mode mode) {
    return apply(x, typeOfRow);
  }

  /**
   * Rows through the matrices of their types, for layers that hold this one.
   *
   * @param x rows [in]
   * @param typeOfRow the type of every row of x
   */
  public Tensor apply(Tensor x, Groups typeOfRow) {
    if (x.width() != in || typeOfRow.groups().size() != types) {
      throw new IllegalArgumentException(
          this
              + ": x has "
              + x.width()
              + " features and there are "
              + typeOfRow.groups().size()
              + " types; expected in="
              + in
              + " and types="
              + types
              + ".");
    }
    return switch (weights) {
      case Weights.Free(var w) -> typeOfRow.matmul(x, w.read());
      case Weights.Basis(var bases, var c) -> {
        Tensor flat = bases.read().reshape(bases.shape().dim(0), in * out);
        yield typeOfRow.matmul(x, c.read().matmul(flat).reshape(types, in, out));
      }
      case Weights.Blocks(var w, int blocks) -> {
        Tensor matrices = w.read().reshape(types, blocks, in / blocks, out / blocks);
        yield typeOfRow.matmul(x.reshape(blocks, in / blocks), matrices).reshape(out);
      }
      case Weights.LowRank(var a, var b, double scale) ->
          typeOfRow.matmul(typeOfRow.matmul(x, a.read()), b.read()).times(scale);
    };
  }

  @Override
  public String toString() {
    return "TypedLinear(in=" + in + ", out=" + out + ", types=" + types + ")";
  }
}
