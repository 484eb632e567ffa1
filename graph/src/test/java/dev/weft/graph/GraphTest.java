package dev.weft.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.memory.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GraphTest {
  private static final Graph MOVIES =
      Graph.builder()
          .nodes("user", 3)
          .nodes("movie", 2)
          .edges("user:rates:movie", new int[] {0, 2, 2}, new int[] {1, 0, 1})
          .edges("user:follows:user", new int[] {0, 1}, new int[] {1, 2})
          .edges("movie:rates:user", new int[] {}, new int[] {})
          .build();

  @Test
  void typesAreSortedByName() {
    assertEquals(List.of("movie", "user"), MOVIES.nodeTypes());
    assertEquals(
        List.of("movie:rates:user", "user:follows:user", "user:rates:movie"),
        MOVIES.edgeTypes().stream().map(EdgeType::toString).toList());
  }

  @Test
  void nodesThatOnlyRelationsNameAreCountedFromTheHighestId() {
    Graph graph =
        Graph.builder()
            .edges("a:to:b", new int[] {4, 0}, new int[] {1, 1})
            .edges("b:to:b", new int[] {6}, new int[] {0})
            .build();
    assertEquals(5, graph.numNodes("a"));
    assertEquals(7, graph.numNodes("b"));
    assertEquals(0, Graph.of(new int[0], new int[0]).numNodes());
  }

  @Test
  void aBareRelationNameMustBeUnique() {
    assertEquals(2, MOVIES.numEdges("follows"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> MOVIES.relation("rates")).getMessage();
    assertEquals(
        "Graph: several relations are called \"rates\": [movie:rates:user, user:rates:movie]. Give the full src:relation:dst.",
        message);
    assertEquals(3, MOVIES.numEdges("user:rates:movie"));
  }

  @Test
  void unknownNamesListWhatThereIs() {
    assertEquals(
        "Graph: there is no relation \"likes\"; relations are [movie:rates:user, user:follows:user, user:rates:movie].",
        assertThrows(IllegalArgumentException.class, () -> MOVIES.relation("likes")).getMessage());
    assertEquals(
        "Graph: there is no node type \"film\"; node types are [movie, user].",
        assertThrows(IllegalArgumentException.class, () -> MOVIES.nodes("film")).getMessage());
    assertEquals(
        "Frame of user[3]: there is no column \"age\"; columns are [], text columns [].",
        assertThrows(IllegalArgumentException.class, () -> MOVIES.nodeData("user", "age"))
            .getMessage());
  }

  @Test
  void anIdOutOfRangeIsNamedWithItsRelation() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Graph.of(3, new int[] {0, 3}, new int[] {0, 0}))
            .getMessage();
    assertEquals(
        "Graph: src[1]=3 of relation _N:_E:_N is out of range [0, 3), the nodes of type _N. Was the node count taken before adding nodes?",
        message);
    assertThrows(IllegalArgumentException.class, () -> Graph.of(3, new int[] {0}, new int[] {-1}));
    assertThrows(
        IllegalArgumentException.class, () -> Graph.of(3, new int[] {0}, new int[] {1, 2}));
  }

  @Test
  void dataKeepsTheSpaceOfItsNodes() {
    Graph graph =
        Graph.of(2, new int[] {0}, new int[] {1})
            .withNodeData("x", new float[][] {{1, 2}, {3, 4}})
            .withEdgeData("w", 0.5f);
    assertSame(graph.nodes(), graph.nodeData("x").space());
    assertSame(graph.relation().edges(), graph.edgeData("w").space());
    assertArrayEquals(new float[] {1, 2, 3, 4}, Columns.floats(graph.nodeData("x")));
    assertEquals(DType.FLOAT32, graph.nodeData("x").dtype());
    Graph more =
        graph.withNodeData("mask", true, false).withNodeData("name", new String[] {"ä", ""});
    assertArrayEquals(
        new boolean[] {true, false}, Columns.booleans(more.nodeFrame().dense("mask")));
    assertArrayEquals(new String[] {"ä", ""}, more.nodeFrame().text("name").toArray());
    assertFalse(graph.nodeFrame().has("mask"));
  }

  @Test
  void columnsOfOtherNodesAreRefused() {
    Graph a = Graph.of(2, new int[0], new int[0]).withNodeData("x", 1f, 2f);
    Graph b = Graph.of(2, new int[0], new int[0]);
    assertThrows(IllegalArgumentException.class, () -> b.withNodeData("x", a.nodeData("x")));
    assertThrows(IllegalArgumentException.class, () -> b.withNodeData("x", 1f, 2f, 3f));
    Graph c = b.withNodeData("x", Columns.of("y", new Space.Rows(2), 1f, 2f));
    assertSame(b.nodes(), c.nodeData("x").space());
    assertEquals("x", c.nodeData("x").name());
  }

  @Test
  void reverseSharesEdgesAndTheirData() {
    Graph graph = Graph.of(3, new int[] {0, 1}, new int[] {1, 2}).withEdgeData("w", 1f, 2f);
    Graph reversed = graph.reverse();
    assertSame(graph.relation().edges(), reversed.relation().edges());
    assertSame(graph.edgeData("w"), reversed.edgeData("w"));
    assertTrue(reversed.query().hasEdge(1, 0));
    assertFalse(reversed.query().hasEdge(0, 1));
    assertSame(graph.relation().in(), reversed.relation().out());
    assertEquals(graph.relation(), reversed.reverse().relation());
  }

  @Test
  void categoriesAreNumberedInOrderOfAppearance() {
    CategoryColumn column = CategoryColumn.of("c", new Space.Rows(4), "b", "a", "b", "c");
    assertArrayEquals(new int[] {0, 1, 0, 2}, Columns.ints(column));
    assertEquals(List.of("b", "a", "c"), column.categories());
    Graph graph = Graph.of(4, new int[0], new int[0]).withNodeData("c", column);
    assertArrayEquals(new String[] {"b", "a", "b", "c"}, graph.nodeFrame().text("c").toArray());
  }

  @Test
  void aBlockHasTwoNodeSets() {
    Graph block =
        Graph.blockBuilder()
            .srcNodes(NodeSet.of("_N", 3))
            .dstNodes(NodeSet.of("_N", 1))
            .edges("_N:_E:_N", new int[] {1, 2}, new int[] {0, 0})
            .build();
    assertTrue(block.isBlock());
    assertEquals(3, block.srcNodes().size());
    assertEquals(1, block.dstNodes().size());
    assertThrows(IllegalArgumentException.class, block::nodes);
    assertSame(block.dstNodes(), block.blockDst().src());
    assertSame(block.srcNodes(), block.blockDst().dst());
    assertSame(block.blockDst(), block.blockDst());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Graph.blockBuilder()
                .srcNodes(NodeSet.of("_N", 0))
                .dstNodes(NodeSet.of("_N", 1))
                .build());
  }

  @Test
  void closingWaitsForTheLastRun() {
    int[] released = new int[1];
    Graph graph =
        Graph.builder()
            .nodes("_N", 1)
            .lifetime(Lifetime.of("cora.weft", () -> released[0]++))
            .build();
    Graph derived = graph.derive().nodes(graph.nodes()).build();
    Pin pin = derived.withNodeData("x", 1f).pin();
    graph.close();
    assertEquals(0, released[0]);
    pin.close();
    pin.close();
    assertEquals(1, released[0]);
    assertEquals(
        "Graph(cora.weft): it was closed; expected an open graph. Close a graph after its last run, or open it again.",
        assertThrows(IllegalStateException.class, derived::pin).getMessage());
    assertEquals(0, derived.lifetime().pins());
    assertTrue(derived.lifetime().isClosed());
  }

  @Test
  void oneLineShowsCountsAndColumns() {
    Graph graph =
        Graph.of(2, new int[] {0}, new int[] {1}).withNodeData("x", new float[][] {{1, 2}, {3, 4}});
    assertEquals(
        "Graph(numNodes=2, numEdges=1, nodeData={x: float32[2]}, edgeData={})", graph.toString());
    assertEquals(
        "Graph(nodes movie=2, nodes user=3, edges movie:rates:user=0, edges user:follows:user=2, edges user:rates:movie=3)",
        MOVIES.toString());
  }

  @Test
  void htmlEscapesNames() {
    Graph graph = Graph.builder().nodes("<b>", 1).build().withNodeData("<script>", 1f);
    assertFalse(graph.toHtml().contains("<b>"));
    assertFalse(graph.toHtml().contains("<script>"));
    assertTrue(graph.toHtml().contains("&lt;script&gt;"));
  }
}
