package dev.weft.graph.jgrapht;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Columns;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.EdgeOrder;
import dev.weft.graph.Graph;
import dev.weft.graph.Samples;
import dev.weft.graph.transform.Neighborhoods;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.alg.shortestpath.DijkstraShortestPath;
import org.jgrapht.graph.DefaultDirectedGraph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.DefaultUndirectedWeightedGraph;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.DirectedPseudograph;
import org.junit.jupiter.api.Test;

final class JGraphTTest {

  @Test
  void directedEdgesKeepTheirOrder() {
    var source = new DefaultDirectedGraph<String, DefaultEdge>(DefaultEdge.class);
    List.of("c", "a", "b").forEach(source::addVertex);
    source.addEdge("a", "b");
    source.addEdge("c", "a");
    var imported = JGraphT.fromJGraphT(source);
    assertEquals(List.of("c", "a", "b"), imported.vertices());
    EdgeArrays edges = imported.graph().query().edges(EdgeOrder.ID);
    assertArrayEquals(new int[] {1, 0}, edges.src());
    assertArrayEquals(new int[] {2, 1}, edges.dst());
  }

  @Test
  void undirectedEdgesGoBothWaysAndLoopsOnce() {
    var source =
        new DefaultUndirectedWeightedGraph<Integer, DefaultWeightedEdge>(DefaultWeightedEdge.class);
    List.of(0, 1, 2).forEach(source::addVertex);
    source.setEdgeWeight(source.addEdge(0, 1), 2.5);
    source.addEdge(2, 2);
    var imported = JGraphT.fromJGraphT(source);
    EdgeArrays edges = imported.graph().query().edges(EdgeOrder.ID);
    assertArrayEquals(new int[] {0, 2, 1}, edges.src());
    assertArrayEquals(new int[] {1, 2, 0}, edges.dst());
    assertArrayEquals(
        new float[] {2.5f, 1, 2.5f}, Columns.floats(imported.graph().edgeData("weight")));
    assertEquals(imported.edges().get(0), imported.edges().get(2));
  }

  @Test
  void everyCornerCaseGoesThereAndBack() {
    for (Map.Entry<String, Graph> entry : Samples.corners().entrySet()) {
      Graph graph = entry.getValue();
      var copy = new DirectedPseudograph<Integer, Integer>(Integer.class);
      CsrView view = JGraphT.toJGraphT(graph);
      view.vertexSet().forEach(copy::addVertex);
      view.edgeSet()
          .forEach(edge -> copy.addEdge(view.getEdgeSource(edge), view.getEdgeTarget(edge), edge));
      assertEquals(
          copy.toString(),
          JGraphT.toJGraphT(JGraphT.fromJGraphT(view).graph()).toString(),
          entry.getKey());
      for (int v : view.vertexSet()) {
        assertEquals(copy.outgoingEdgesOf(v), view.outgoingEdgesOf(v));
        assertEquals(copy.incomingEdgesOf(v), view.incomingEdgesOf(v));
        assertEquals(copy.edgesOf(v), view.edgesOf(v));
        assertEquals(copy.degreeOf(v), view.degreeOf(v));
        assertEquals(copy.getAllEdges(0, v), view.getAllEdges(0, v));
      }
    }
  }

  @Test
  void algorithmsRunOnTheView() {
    Graph graph = Samples.homogeneous(new Random(5), 30, 60);
    CsrView view = JGraphT.toJGraphT(graph);
    var paths = new DijkstraShortestPath<>(view);
    Set<Integer> near =
        Set.copyOf(
            java.util.Arrays.stream(
                    Columns.ints(
                        Neighborhoods.khopOutSubgraph(graph, new int[] {0}, 2)
                            .graph()
                            .nodeFrame()
                            .dense("_ID")))
                .boxed()
                .toList());
    for (int v = 0; v < 30; v++) {
      assertEquals(paths.getPathWeight(0, v) <= 2, near.contains(v));
    }
    assertEquals(
        30, new ConnectivityInspector<>(view).connectedSets().stream().mapToInt(Set::size).sum());
  }

  @Test
  void theViewIsReadOnly() {
    CsrView view = JGraphT.toJGraphT(Graph.of(2, new int[] {0}, new int[] {1}));
    assertFalse(view.getType().isModifiable());
    assertTrue(
        assertThrows(UnsupportedOperationException.class, () -> view.addEdge(0, 1))
            .getMessage()
            .contains("read-only"));
    assertThrows(UnsupportedOperationException.class, view::addVertex);
    assertThrows(UnsupportedOperationException.class, () -> view.removeEdge(0));
    assertThrows(IllegalArgumentException.class, () -> view.outgoingEdgesOf(2));
    assertNull(view.getEdge(1, 0));
    assertNull(view.getAllEdges(0, 7));
    Graph bipartite = Graph.builder().edges("a:to:b", new int[] {0}, new int[] {0}).build();
    assertThrows(IllegalArgumentException.class, () -> JGraphT.toJGraphT(bipartite));
  }
}
