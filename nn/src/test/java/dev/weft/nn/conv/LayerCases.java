package dev.weft.nn.conv;

import dev.weft.kernels.lang.Reduction;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.dense.Pointwise;
import dev.weft.nn.dense.Sequential;
import dev.weft.nn.norm.BatchNorm;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every convolution from three features, with settings that reach its branches. */
final class LayerCases {
  private static final Seed SEED = Seed.of(11);

  private LayerCases() {}

  static Map<String, GraphLayer> all() {
    Map<String, GraphLayer> all = onBlocks();
    all.put("SgConv", SgConv.of(3, 2, 2, SEED));
    all.put("SgConv widening", SgConv.of(3, 5, 2, SEED));
    all.put("AppnpConv", AppnpConv.of(3, 0.2).withEdgeDropout(0.3));
    return all;
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
    all.put("GinConv plain", GinConv.plain().withEpsilon(0.5));
    return all;
  }
}
