package dev.weft.nn.conv;

import dev.weft.nn.Ends;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.init.Init;
import dev.weft.nn.recurrent.GruCell;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Gated graph network (Li et al., 2016): h begins as x padded with zeros to out features; steps
 * times {@code a_v = Σ over in-edges of Linear_type(h_u)}, {@code h = GRU(a, h)}.
 *
 * @param linears one map for every edge type
 * @param gru of the states
 * @param steps how often
 */
public record GatedGraphConv(List<Linear> linears, GruCell gru, int steps) implements Layer {
  /** Glorot-normal maps, biases from 0. */
  public static GatedGraphConv of(int out, int steps, int types, Seed seed) {
    List<Linear> linears = new ArrayList<>();
    for (int i = 0; i < types; i++) {
      Seed own = seed.child("linears").child(i);
      linears.add(
          Linear.of(out, out, own, Init.glorotNormal(Init.RELU_GAIN)).withBias(own, Init.zeros()));
    }
    return new GatedGraphConv(List.copyOf(linears), GruCell.of(out, out, seed.child("gru")), steps);
  }

  /** Without the biases of the GRU. */
  public GatedGraphConv withoutBias() {
    return new GatedGraphConv(linears, gru.withoutBias(), steps);
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with("linears", linears).with("gru", gru);
  }

  /**
   * The states after all steps, rows [out].
   *
   * @param x rows of at most out features
   * @param types type of every edge, row shape []
   */
  public Tensor forward(Edges edges, Tensor x, Tensor types, Mode mode) {
    int out = gru.hidden();
    if (x.width() > out || Ends.sources(edges) != Ends.destinations(edges)) {
      throw new IllegalArgumentException(
          "GatedGraphConv(out="
              + out
              + "): x has "
              + x.width()
              + " features over "
              + edges.list()
              + "; expected at most out of them, and one node set.");
    }
    Tensor h = x.pad(-1, 0, out - x.width());
    for (int step = 0; step < steps; step++) {
      h = gru.forward(edges.sum(message(edges, h, types.reshape(1))), h);
    }
    return h;
  }

  private Tensor message(Edges edges, Tensor h, Tensor types) {
    if (linears.size() == 1) {
      return edges.src(linears.getFirst().apply(h));
    }
    Tensor sum = Tensor.literal(0);
    for (int type = 0; type < linears.size(); type++) {
      Tensor mapped = edges.src(linears.get(type).apply(h));
      sum = sum.plus(types.eq(Tensor.literal(type)).times(mapped));
    }
    return sum;
  }

  @Override
  public String toString() {
    return "GatedGraphConv(out=" + gru.hidden() + ", steps=" + steps + ")";
  }
}
