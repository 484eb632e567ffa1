package dev.weft.nn.conv;

import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.message.Groups;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.dense.Pointwise;
import dev.weft.nn.dense.Sequential;
import dev.weft.nn.dense.TypedLinear;
import dev.weft.nn.norm.BatchNorm;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Every convolution from three features, with settings that reach its branches. */
final class LayerCases {
  private static final Seed SEED = Seed.of(11);

  private LayerCases() {}

  static Map<String, GraphLayer> all() {
    Map<String, GraphLayer> all = onBlocks();
    all.put("SgConv", SgConv.of(3, 2, 2, SEED));
    all.put("SgConv widening", SgConv.of(3, 5, 2, SEED));
    all.put("AppnpConv", AppnpConv.of(3, 0.2).withEdgeDropout(0.3));
    all.put("TagConv", TagConv.of(3, 2, 2, SEED).withActivation(x -> x.tanh()));
    all.put("ChebConv", ChebConv.of(3, 2, 3, SEED).withActivation(x -> x.tanh()));
    Gcn2Conv gcn2 = Gcn2Conv.of(3, 2, 0.2, 0.5, SEED).withInitialWeight(SEED);
    all.put("Gcn2Conv", Adapted.of(gcn2, (e, x, mode) -> gcn2.forward(e, Ends.of(x), x, mode)));
    GatedGraphConv gated = GatedGraphConv.of(4, 2, 2, SEED);
    all.put(
        "GatedGraphConv", Adapted.of(gated, (e, x, mode) -> gated.forward(e, x, types(e), mode)));
    PnaConv.Options options =
        new PnaConv.Options(
            List.of(PnaConv.Aggregator.MEAN, PnaConv.Aggregator.MAX, PnaConv.Aggregator.VAR),
            List.of(PnaConv.Scaler.values()),
            1.5,
            PnaConv.Skip.ADDED,
            0.1);
    PnaConv pna = PnaConv.of(3, 3, 1, 2, options, SEED);
    all.put(
        "PnaConv",
        Adapted.of(
            pna,
            (e, x, mode) ->
                pna.forward(e, x, List.of(edgeRows(e, 2)), Tensor.count(x.space()), mode)));
    return all;
  }

  private static void relational(Map<String, GraphLayer> all, String name, TypedLinear linear) {
    RelGraphConv conv =
        RelGraphConv.of(linear, SEED).withActivation(x -> x.tanh()).withDropout(0.2);
    RelGraphConv shaped = linear.out() == 2 ? conv : conv.withLayerNorm().withoutSelfLoop();
    all.put(
        "RelGraphConv " + name,
        Adapted.of(
            shaped,
            (e, x, mode) ->
                shaped.forward(
                    e,
                    Ends.of(x).weighted(edgeRows(e, 1)),
                    types(e.list(), linear.types()),
                    mode)));
  }

  private static Groups types(Space rows, int count) {
    int[] types = new Random(8).ints(rows.size(), 0, count).toArray();
    return Groups.ofIndex(rows, NodeSet.of("type", count), types);
  }

  private static Tensor edgeRows(Edges edges, int width) {
    double[] rows = new Random(9).doubles(edges.list().size() * width, -1, 1).toArray();
    return Tensor.of(edges.list(), Shape.of(width), rows);
  }

  private static Tensor types(Edges edges) {
    int[] types = new Random(9).ints(edges.list().size(), 0, 2).toArray();
    return Tensor.of(edges.list(), Shape.SCALAR, types);
  }

  /** What a layer with inputs of its own computes, given them. */
  private interface Forward {
    Tensor of(Edges edges, Tensor x, Mode mode);
  }

  /** A layer with inputs of its own, as a convolution. */
  private record Adapted(Layer layer, Forward forward) implements GraphLayer {
    static Adapted of(Layer layer, Forward forward) {
      return new Adapted(layer, forward);
    }

    @Override
    public Parameters parameters() {
      return layer.parameters();
    }

    @Override
    public Tensor forward(Edges edges, Ends ends, Mode mode) {
      return forward.of(edges, ends.src().toDense(), mode);
    }
  }

  static Map<String, GraphLayer> onBlocks() {
    Map<String, GraphLayer> all = new LinkedHashMap<>();
    for (Norm norm : Norm.values()) {
      all.put("GraphConv " + norm, GraphConv.of(3, 2, SEED).withNorm(norm));
    }
    all.put("GraphConv widening", GraphConv.of(3, 5, SEED).withActivation(x -> x.tanh()));
    all.put("GraphConv without weight", GraphConv.of(3, 3, SEED).withoutWeight());
    for (SageConv.Aggregator aggregator : SageConv.Aggregator.values()) {
      all.put("SageConv " + aggregator, SageConv.of(3, 2, aggregator, SEED).withDropout(0.2));
      all.put("SageConv widening " + aggregator, SageConv.of(3, 4, aggregator, SEED));
    }
    all.put("GatConv", GatConv.of(3, 2, 2, SEED).withDropout(0.2, 0.3));
    all.put(
        "GatConv residual",
        GatConv.of(3, 2, 2, SEED).withResidual(SEED).withActivation(x -> Functions.elu(x, 1)));
    all.put("GatConv identity", GatConv.of(3, 3, 1, SEED).withResidual(SEED));
    all.put("GatV2Conv", GatV2Conv.of(3, 2, 2, SEED).withDropout(0.2, 0.3));
    all.put("GatV2Conv shared", GatV2Conv.of(3, 2, 2, SEED).withSharedWeights().withResidual(SEED));
    for (Reduction reduction :
        new Reduction[] {Reduction.SUM, Reduction.MEAN, Reduction.MAX, Reduction.MIN}) {
      all.put(
          "GinConv " + reduction,
          GinConv.of(Linear.of(3, 2, SEED)).withReduction(reduction).withTrainedEpsilon(0.1));
    }
    Sequential maps =
        Sequential.of(
            Linear.of(3, 2, SEED),
            BatchNorm.of(2),
            Pointwise.of(x -> x.tanh()),
            Linear.of(2, 2, SEED));
    all.put("GinConv with batch normalisation", GinConv.of(maps));
    all.put("AgnnConv", AgnnConv.of(1.2));
    all.put("EdgeConv", EdgeConv.of(3, 2, SEED).withBatchNorm());
    GineConv gine = GineConv.of(Linear.of(3, 2, SEED)).withTrainedEpsilon(0.2);
    all.put(
        "GineConv",
        Adapted.of(gine, (e, x, mode) -> gine.forward(e, Ends.of(x), edgeRows(e, 3), mode)));
    NnConv nn = NnConv.of(3, 2, Linear.of(2, 6, SEED), SEED).withResidual(SEED);
    all.put(
        "NnConv", Adapted.of(nn, (e, x, mode) -> nn.forward(e, Ends.of(x), edgeRows(e, 2), mode)));
    all.put("GinConv plain", GinConv.plain().withEpsilon(0.5));
    relational(all, "free", TypedLinear.of(3, 2, 4, SEED));
    relational(all, "bases", TypedLinear.withBases(3, 4, 4, 2, SEED));
    relational(all, "blocks", TypedLinear.withBlocks(3, 6, 4, 3, SEED));
    relational(all, "low rank", TypedLinear.ofLowRank(3, 2, 4, 1, 0.5, SEED));
    HgtConv hgt = HgtConv.of(3, 2, 2, 2, 4, SEED).withNorm().withDropout(0.2);
    all.put(
        "HgtConv",
        Adapted.of(
            hgt,
            (e, x, mode) ->
                hgt.forward(e, x, types(Ends.sources(e), 2), types(e.list(), 4), mode)));
    return all;
  }
}
