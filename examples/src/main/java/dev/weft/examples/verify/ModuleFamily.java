package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.graph.Space;
import dev.weft.nn.FeatureLayer;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.dense.Bilinear;
import dev.weft.nn.dense.Embedding;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.norm.BatchNorm;
import dev.weft.nn.norm.GroupNorm;
import dev.weft.nn.norm.LayerNorm;
import dev.weft.nn.norm.RmsNorm;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Op;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Norms and dense layers: layers over plain rows. */
final class ModuleFamily implements Family {
  private static final Seed SEED = Seed.of(0);

  @Override
  public Set<String> subjects() {
    return Set.of(
        "BatchNorm1d",
        "LayerNorm",
        "RMSNorm",
        "GroupNorm",
        "InstanceNorm1d",
        "Linear",
        "Bilinear",
        "Embedding");
  }

  @Override
  public Answer answer(GoldenCase given) {
    Map<String, Tensor> outputs =
        switch (given.subject()) {
          case "LayerNorm" -> layerNorm(given);
          case "RMSNorm" -> rmsNorm(given);
          case "GroupNorm" -> groupNorm(given);
          case "InstanceNorm1d" -> instanceNorm(given);
          case "BatchNorm1d" -> batchNorm(given);
          case "Linear" -> linear(given);
          case "Bilinear" -> bilinear(given);
          case "Embedding" -> embedding(given);
          default -> throw new UnknownCase(given.subject());
        };
    given.allSettingsRead();
    given.allInputsRead();
    return new Answer.Formula(outputs);
  }

  private static Map<String, Tensor> forward(GoldenCase given, FeatureLayer layer, Tensor x) {
    Parameters.load(given, layer);
    return Map.of("y", layer.forward(x, Mode.evaluation()).toDense());
  }

  private static Map<String, Tensor> layerNorm(GoldenCase given) {
    Tensor x = normalised(given);
    LayerNorm layer = LayerNorm.of(x.shape().dim(-1)).withEpsilon(given.hyper("eps", 1e-5));
    boolean affine = given.hyper("elementwise_affine", true);
    return forward(given, affine ? layer : layer.withoutAffine(), x);
  }

  private static Map<String, Tensor> rmsNorm(GoldenCase given) {
    Tensor x = normalised(given);
    RmsNorm layer = RmsNorm.of(x.shape().dim(-1));
    RmsNorm shaped = layer.withEpsilon(given.hyper("eps", layer.epsilon()));
    boolean affine = given.hyper("elementwise_affine", true);
    return forward(given, affine ? shaped : shaped.withoutAffine(), x);
  }

  /** Rows with the axes that are normalised as their last one. */
  private static Tensor normalised(GoldenCase given) {
    Tensor x = given.rows("x");
    JsonNode setting = given.hyper("normalized_shape");
    int[] dims = x.shape().dims();
    int axes = setting.isArray() ? setting.size() : 1;
    if (axes < 1 || axes > dims.length) {
      throw new UnknownCase("normalized_shape=" + setting);
    }
    int[] kept = Arrays.copyOf(dims, dims.length - axes + 1);
    kept[kept.length - 1] = -1;
    return x.reshape(kept);
  }

  private static Map<String, Tensor> groupNorm(GoldenCase given) {
    Tensor x = given.rows("x");
    int channels = given.hyper("num_channels", x.shape().dim(0));
    GroupNorm layer =
        GroupNorm.of(given.hyper("num_groups", 1), channels).withEpsilon(given.hyper("eps", 1e-5));
    return forward(given, given.hyper("affine", true) ? layer : layer.withoutAffine(), x);
  }

  private static Map<String, Tensor> instanceNorm(GoldenCase given) {
    Tensor x = given.rows("x");
    given.hyper("momentum");
    if (given.hyper("track_running_stats", false) || x.shape().rank() != 2) {
      throw new UnknownCase("running statistics, or x without [rows, channels, positions]");
    }
    int channels = given.hyper("num_features", x.shape().dim(0));
    GroupNorm layer = GroupNorm.of(channels, channels).withEpsilon(given.hyper("eps", 1e-5));
    return forward(given, given.hyper("affine", false) ? layer : layer.withoutAffine(), x);
  }

  private static Map<String, Tensor> batchNorm(GoldenCase given) {
    Tensor x = given.rows("x");
    if (given.hyper("momentum").isNull() || x.shape().rank() != 1) {
      throw new UnknownCase("a cumulative average, or x without [rows, features]");
    }
    BatchNorm layer =
        BatchNorm.of(given.hyper("num_features", x.shape().width()))
            .withEpsilon(given.hyper("eps", 1e-5))
            .withMomentum(given.hyper("momentum", 0.1));
    BatchNorm shaped = given.hyper("affine", true) ? layer : layer.withoutAffine();
    boolean tracked = given.hyper("track_running_stats", true);
    Parameters.load(given, tracked ? shaped : shaped.affine());
    if (tracked && !given.hyper("training", true)) {
      return Map.of("y", shaped.forward(x, Mode.evaluation()).toDense());
    }
    given.hyper("training");
    Tensor y = shaped.forward(x, Mode.training(SEED)).toDense();
    Map<String, Tensor> outputs = new HashMap<>();
    outputs.put(given.has("y_out") ? "y_out" : "y", y);
    if (tracked && y.op() instanceof Op.Assigning(var _, var updates)) {
      updates.forEach(u -> outputs.put("y_" + u.parameter().name() + "_after", u.value().detach()));
    }
    return outputs;
  }

  private static Map<String, Tensor> linear(GoldenCase given) {
    int[] weight = given.shape("param.weight");
    given.hyper("in_features");
    given.hyper("out_features");
    Linear layer = Linear.of(weight[1], weight[0], SEED);
    boolean bias = given.hyper("bias", given.has("param.bias"));
    return forward(given, bias ? layer : layer.withoutBias(), given.rows("x"));
  }

  private static Map<String, Tensor> bilinear(GoldenCase given) {
    int[] weight = given.shape("param.weight");
    for (String size : List.of("in1_features", "in2_features", "out_features")) {
      given.hyper(size);
    }
    Bilinear full = Bilinear.of(weight[1], weight[2], weight[0], SEED);
    Bilinear layer = given.hyper("bias", given.has("param.bias")) ? full : full.withoutBias();
    Parameters.load(given, layer);
    return Map.of("y", layer.forward(given.rows("x1"), given.rows("x2")));
  }

  /** A row that pads has its value but no gradient. */
  private static Map<String, Tensor> embedding(GoldenCase given) {
    int[] weight = given.shape("param.weight");
    given.hyper("num_embeddings");
    given.hyper("embedding_dim");
    Embedding layer = Embedding.of(new Space.Rows(weight[0]), weight[1], SEED);
    Parameters.load(given, layer);
    int[] ids = given.ints(given.first("x", "index", "indices", "ids", "input"));
    Tensor rows = Functions.gather(layer.rows(), ids);
    if (!given.hyper("padding_idx").isNumber()) {
      return Map.of("y", rows);
    }
    int padding = Math.floorMod(given.hyper("padding_idx", 0), weight[0]);
    float[] pads = new float[ids.length];
    for (int i = 0; i < ids.length; i++) {
      pads[i] = ids[i] == padding ? 1 : 0;
    }
    Tensor pad = Tensor.constant(pads, pads.length, 1).asRows().in(rows.space());
    return Map.of("y", pad.select(rows.detach(), rows));
  }

  /** Parameters of a layer from the arrays of a case. */
  static final class Parameters {
    private Parameters() {}

    /**
     * Loads {@code param.NAME} and {@code buffer.NAME} into the parameter NAME and compares their
     * gradients.
     */
    static void load(GoldenCase given, Layer layer) {
      Map<String, float[]> elements = new HashMap<>();
      for (String kind : List.of("param.", "buffer.")) {
        given.names(kind).stream()
            .filter(array -> !array.endsWith("num_batches_tracked"))
            .forEach(array -> elements.put(array.substring(kind.length()), given.floats(array)));
      }
      layer.parameters().load(elements);
      layer
          .parameters()
          .trained()
          .asMap()
          .forEach((name, p) -> given.bind("param." + name, p.read()));
    }
  }
}
