package dev.weft.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.nn.dense.Linear;
import dev.weft.nn.dense.Pointwise;
import dev.weft.nn.dense.Sequential;
import dev.weft.nn.model.Appnp;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gin;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private static final Seed SEED = Seed.of(1);

  @Test
  void namesAreHierarchicalAndInOrder() {
    Layer maps =
        Sequential.of(
            Linear.of(2, 3, SEED),
            Pointwise.of(Functions::relu),
            Linear.of(3, 1, SEED).withoutBias());
    assertEquals(List.of("0.weight", "0.bias", "2.weight"), List.copyOf(maps.parameters().names()));
    assertEquals(2 * 3 + 3 + 3, maps.parameters().elements());
    assertTrue(Gat.of(5, 2, 2, 3, SEED).parameters().names().contains("layers.1.attn_l"));
    assertTrue(
        Gin.of(5, 2, 3, SEED).parameters().names().contains("layers.0.apply_func.1.running_mean"));
    assertEquals(
        List.of("layers.0.weight", "layers.0.bias"),
        List.copyOf(Appnp.of(5, 2, 3, SEED).predictor().parameters().names()).subList(0, 2));
  }

  @Test
  void runningStatisticsAreStateNotTrained() {
    Parameters all = Gin.of(5, 2, 3, SEED).parameters();
    assertEquals(
        List.of(
            "layers.0.apply_func.1.running_mean",
            "layers.0.apply_func.1.running_var",
            "layers.1.apply_func.1.running_mean",
            "layers.1.apply_func.1.running_var"),
        List.copyOf(all.state().names()));
    assertEquals(all.size(), all.trained().size() + all.state().size());
  }

  @Test
  void aSharedLayerAppearsOnce() {
    Linear shared = Linear.of(2, 2, SEED);
    assertEquals(
        List.of("a.weight", "a.bias"),
        List.copyOf(Parameters.none().with("a", shared).with("b", shared).names()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Parameters.none().with("a", shared).with("a", Linear.of(2, 2, SEED)));
  }

  @Test
  void loadingChecksAllNamesAndCountsFirst() {
    Linear layer = Linear.of(2, 1, SEED);
    double[] before = layer.weight().value().doubles();
    Exception names =
        assertThrows(
            IllegalArgumentException.class,
            () -> layer.parameters().load(Map.of("weight", new float[2], "gain", new float[1])));
    assertTrue(
        names.getMessage().startsWith("Parameters: missing [bias], unknown [gain]"),
        names.getMessage());
    Exception count =
        assertThrows(
            IllegalArgumentException.class,
            () -> layer.parameters().load(Map.of("weight", new float[2], "bias", new float[3])));
    assertTrue(
        count.getMessage().contains("bias came with 3 elements; expected 1"), count.getMessage());
    assertArrayEquals(before, layer.weight().value().doubles());
    layer
        .parameters()
        .loadDoubles(Map.of("weight", new double[] {0.1, 0.2}, "bias", new double[] {1e-12}));
    assertArrayEquals(new double[] {1e-12}, layer.parameters().elementsByName().get("bias"));
  }

  @Test
  void aSnapshotGivesBackWhatWas() {
    Linear layer = Linear.of(2, 1, SEED);
    double[] before = layer.weight().value().doubles();
    Parameters.Snapshot snapshot = layer.parameters().snapshot();
    layer.parameters().load(Map.of("weight", new float[2], "bias", new float[1]));
    Parameters.restore(snapshot);
    assertArrayEquals(before, layer.weight().value().doubles());
  }
}
