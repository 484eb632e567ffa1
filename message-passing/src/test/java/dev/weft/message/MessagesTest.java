package dev.weft.message;

import static dev.weft.kernels.lang.Reduction.MAX;
import static dev.weft.kernels.lang.Reduction.MEAN;
import static dev.weft.kernels.lang.Reduction.MIN;
import static dev.weft.kernels.lang.Reduction.PROD;
import static dev.weft.kernels.lang.Reduction.SUM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.message.HeteroMessages.RelationUpdate;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;
import dev.weft.testing.GradientCheck;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Numbers by hand on 0 → 1, 0 → 1 (parallel), 2 → 1, 1 → 0; node 3 is isolated. h = 1, 2, 3, 4; w =
 * 1, 2, 3, 4.
 */
final class MessagesTest {
  private static final Graph GRAPH =
      Graph.of(4, new int[] {0, 0, 2, 1}, new int[] {1, 1, 1, 0})
          .withNodeData("h", 1f, 2f, 3f, 4f)
          .withEdgeData("w", 1f, 2f, 3f, 4f);

  private static void assertRows(Tensor y, double... expected) {
    assertArrayEquals(expected, GradientCheck.doubles(y), 1e-12);
  }

  private static Tensor update(Function<Message, Tensor> message, Reduction how) {
    return Messages.of(GRAPH).updateAll(message, how);
  }

  @Test
  void lambdasAndBuiltInsAreTheSame() {
    assertRows(update(m -> m.src("h").times(m.edge("w")), SUM), 8, 12, 0, 0);
    assertRows(update(BuiltIn.uMulE("h", "w"), SUM), 8, 12, 0, 0);
    assertRows(Gspmm.uMulESum(Edges.of(GRAPH), h(), w()), 8, 12, 0, 0);
  }

  @Test
  void everyReducerGivesZeroWithoutInEdgesAndProdGivesOne() {
    assertRows(update(BuiltIn.copyE("w"), SUM), 4, 6, 0, 0);
    assertRows(update(BuiltIn.copyE("w"), MEAN), 4, 2, 0, 0);
    assertRows(update(BuiltIn.copyE("w"), MAX), 4, 3, 0, 0);
    assertRows(update(BuiltIn.copyE("w"), MIN), 4, 1, 0, 0);
    assertRows(update(BuiltIn.copyE("w"), PROD), 4, 6, 1, 1);
  }

  @Test
  void builtInsTakeTheirOperandsWhereTheirNamesSay() {
    Messages m = Messages.of(GRAPH);
    assertRows(m.applyEdges(BuiltIn.uAddV("h", "h")), 3, 3, 5, 3);
    assertRows(m.applyEdges(BuiltIn.vSubU("h", "h")), 1, 1, -1, -1);
    assertRows(m.applyEdges(BuiltIn.uSubE("h", "w")), 0, -1, 0, -2);
    assertRows(m.applyEdges(BuiltIn.eDivV("w", "h")), 0.5, 1, 1.5, 4);
    assertRows(m.applyEdges(BuiltIn.vMulE("h", "w")), 2, 4, 6, 4);
    assertRows(m.applyEdges(BuiltIn.copyU("h")), 1, 1, 3, 2);
    assertRows(m.applyEdges(BuiltIn.copyV("h")), 2, 2, 2, 1);
  }

  @Test
  void dotKeepsALastDimensionOfOne() {
    Tensor x = Tensor.of(GRAPH.nodes(), Shape.of(2), 1f, 2, 3, 4, 5, 6, 7, 8);
    Tensor y = Messages.of(GRAPH).with("x", x).applyEdges(BuiltIn.uDotV("x", "x"));
    assertEquals(Shape.of(1), y.shape());
    assertRows(y, 11, 11, 39, 11);
  }

  @Test
  void givenTensorsStandBeforeColumns() {
    Messages m =
        Messages.of(GRAPH)
            .withSrc("h", Tensor.literal(1))
            .withEdge("w", Tensor.of(new float[][] {{1}, {1}, {1}, {1}}));
    assertRows(m.updateAll(BuiltIn.uMulE("h", "w"), SUM), 1, 3, 0, 0);
  }

  @Test
  void applyNodesSeesNodeData() {
    assertRows(Messages.of(GRAPH).applyNodes(n -> n.data("h").times(2)), 2, 4, 6, 8);
  }

  @Test
  void aMissingNameIsAnErrorThatListsWhatThereIs() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> update(BuiltIn.copyU("x"), SUM));
    assertTrue(
        error.getMessage().contains("\"x\"")
            && error.getMessage().contains("[h]")
            && error.getMessage().contains("with("),
        error.getMessage());
  }

  @Test
  void plainRowsNeedAPlace() {
    Tensor rows = Tensor.of(new float[][] {{1}, {1}, {1}, {1}});
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> Messages.of(GRAPH).with("x", rows));
    assertTrue(error.getMessage().contains("withSrc"), error.getMessage());
  }

  @Test
  void edgeDataIsNeverTakenFromNodesOfEqualNumber() {
    assertThrows(IllegalArgumentException.class, () -> Gspmm.copyESum(Edges.of(GRAPH), h()));
  }

  @Test
  void reversedRelationsPassMessagesTheOtherWay() {
    Graph reversed = GRAPH.reverse();
    assertRows(Messages.of(reversed).updateAll(BuiltIn.uMulE("h", "w"), SUM), 6, 4, 6, 0);
  }

  @Test
  void relationsThatEndInTheSameNodesAreReducedTogether() {
    Graph g =
        Graph.builder()
            .nodes("a", 2)
            .nodes("b", 2)
            .edges("a:to:b", new int[] {0, 1}, new int[] {0, 0})
            .edges("b:self:b", new int[] {1}, new int[] {0})
            .build();
    HeteroMessages m =
        HeteroMessages.of(g)
            .withNodes("a", "x", Tensor.of(g.nodes("a"), Shape.SCALAR, 1f, 2f))
            .withNodes("b", "x", Tensor.of(g.nodes("b"), Shape.SCALAR, 5f, 7f));
    Map<String, RelationUpdate> both =
        Map.of(
            "to",
            new RelationUpdate(BuiltIn.copyU("x"), SUM),
            "self",
            new RelationUpdate(BuiltIn.copyU("x"), SUM));
    assertRows(m.multiUpdateAll(both, CrossReducer.SUM).get("b"), 10, 0);
    assertRows(m.multiUpdateAll(both, CrossReducer.MEAN).get("b"), 5, 0);
    assertRows(m.multiUpdateAll(both, CrossReducer.MAX).get("b"), 7, 0);
    assertRows(m.multiUpdateAll(both, CrossReducer.MIN).get("b"), 3, 0);
    assertRows(m.multiUpdateAll(both, CrossReducer.STACK).get("b"), 3, 7, 0, 0);
  }

  @Test
  void softmaxAcrossRelationsIgnoresAnEmptyOne() {
    Graph g =
        Graph.builder()
            .nodes("a", 2)
            .edges("a:p:a", new int[] {0, 1}, new int[] {0, 0})
            .edges("a:q:a", new int[0], new int[0])
            .build();
    List<Edges> relations = List.of(Edges.of(g, "p"), Edges.of(g, "q"));
    // Far below zero: shifting by the empty relation's 0 would underflow.
    List<Tensor> logits =
        List.of(
            Tensor.of(g.relation("p").edges(), Shape.SCALAR, new double[] {-2000, -2000}),
            Tensor.of(g.relation("q").edges(), Shape.SCALAR, new double[0]));
    List<Tensor> weights = EdgeSoftmax.across(relations, logits);
    assertRows(weights.get(0), 0.5, 0.5);
    assertRows(weights.get(1));
    Tensor gradient =
        weights
            .get(0)
            .gradients(
                List.of(logits.get(0)),
                Tensor.of(g.relation("p").edges(), Shape.SCALAR, new double[] {1, 0}))
            .getFirst();
    assertRows(gradient, 0.25, -0.25);
  }

  @Test
  void blockDestinationsAreTheFirstSources() {
    Graph block =
        Graph.blockBuilder()
            .srcNodes(NodeSet.of("n", 3))
            .dstNodes(NodeSet.of("n", 2))
            .edges("n:e:n", new int[] {2, 1}, new int[] {0, 1})
            .build();
    Tensor x = Tensor.of(block.srcNodes(), Shape.SCALAR, 1f, 2f, 3f);
    Tensor first = Edges.blockDst(block, x);
    assertEquals(block.dstNodes(), first.space());
    assertRows(first, 1, 2);
  }

  @Test
  void topkPadsWithZeroAndKeepsTheLowestRowOfEquals() {
    Groups groups = Groups.ofLengths(3, 0, 1);
    Tensor x = Tensor.of(new float[][] {{1, 5}, {1, 6}, {0, 7}, {2, 8}});
    TopK best = groups.topk(x, 2, TopK.Order.DESCENDING, 0);
    assertRows(best.values(), 1, 5, 1, 6, 0, 0, 0, 0, 2, 8, 0, 0);
    assertRows(best.indices(), 0, 1, -1, -1, 0, -1);
    TopK each = groups.topkEach(x, 1, TopK.Order.ASCENDING);
    assertRows(each.values(), 0, 5, 0, 0, 2, 8);
    assertRows(each.indices(), 2, 0, -1, -1, 0, 0);
  }

  @Test
  void gradientsFlowToTheRowsThatTopkChose() {
    Tensor x = Tensor.of(new float[][] {{1, 5}, {3, 6}, {2, 7}});
    TopK best = Groups.ofLengths(3).topk(x, 1, TopK.Order.DESCENDING, 0);
    assertRows(best.values().sum().sumRows().gradients(List.of(x)).getFirst(), 0, 0, 1, 1, 0, 0);
  }

  @Test
  void groupsOfNothingGiveNothing() {
    Tensor x = Tensor.of(new Space.Rows(0), Shape.of(2), new double[0]);
    assertRows(Groups.ofLengths().sum(x));
    assertRows(Groups.ofLengths(0, 0).max(x), 0, 0, 0, 0);
    assertRows(Groups.ofLengths(0).topk(x, 1, TopK.Order.DESCENDING, 0).values(), 0, 0);
  }

  private static Tensor h() {
    return Tensor.of(GRAPH.nodeData("h"));
  }

  private static Tensor w() {
    return Tensor.of(GRAPH.edgeData("w"));
  }
}
