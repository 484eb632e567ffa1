package dev.weft.nn.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Graph;
import dev.weft.kernels.memory.Shape;
import dev.weft.message.CrossReducer;
import dev.weft.nn.Mode;
import dev.weft.tensor.Tensor;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeteroGraphConvTest {
  private static final Graph GRAPH =
      Graph.builder()
          .nodes("user", 2)
          .nodes("item", 3)
          .edges("user:buys:item", new int[] {0, 1}, new int[] {1, 1})
          .edges("item:like:item", new int[] {0}, new int[] {1})
          .build();

  private static Tensor x(String type, float... rows) {
    return Tensor.of(GRAPH.nodes(type), Shape.of(1), rows);
  }

  private static GinConv sum() {
    return GinConv.plain().withEpsilon(-1);
  }

  @Test
  void relationsThatMeetAreJoined() {
    HeteroGraphConv layer = HeteroGraphConv.of(Map.of("buys", sum(), "like", sum()));
    Map<String, Tensor> x = Map.of("user", x("user", 1, 2), "item", x("item", 10, 20, 30));
    Map<String, Tensor> y = layer.forward(GRAPH, x, Mode.evaluation());
    assertEquals(Set.of("item"), y.keySet());
    // Item 1 hears users 0 and 1, and item 0.
    assertArrayEquals(new double[] {0, 13, 0}, y.get("item").doubles());
    Map<String, Tensor> most =
        layer.withAcross(CrossReducer.MAX).forward(GRAPH, x, Mode.evaluation());
    assertArrayEquals(new double[] {0, 10, 0}, most.get("item").doubles());
  }

  @Test
  void aTypeWithoutFeaturesIsRefused() {
    HeteroGraphConv layer = HeteroGraphConv.of(Map.of("buys", sum()));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> layer.forward(GRAPH, Map.of("user", x("user", 1, 2)), Mode.evaluation()));
    assertTrue(e.getMessage().contains("no features came for nodes of type item"));
  }
}
