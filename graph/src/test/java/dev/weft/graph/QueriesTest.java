package dev.weft.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class QueriesTest {
  // 0 -> 1 twice (edges 0 and 3), 1 -> 2, a loop at 2; node 3 is isolated.
  private static final Queries GRAPH =
      Graph.of(4, new int[] {0, 1, 2, 0}, new int[] {1, 2, 2, 1}).query();

  @Test
  void degreesCountParallelEdges() {
    assertArrayEquals(new int[] {0, 2, 2, 0}, GRAPH.inDegrees());
    assertArrayEquals(new int[] {2, 1, 1, 0}, GRAPH.outDegrees());
    assertArrayEquals(new int[] {2, 0}, GRAPH.inDegrees(1, 3));
    assertArrayEquals(new int[] {2}, GRAPH.outDegrees(0));
  }

  @Test
  void edgeIdIsTheLowestOfParallelEdges() {
    assertArrayEquals(new int[] {0, 2}, GRAPH.edgeIds(new int[] {0, 2}, new int[] {1, 2}));
    EdgeArrays all = GRAPH.allEdgeIds(new int[] {2, 0, 3}, new int[] {2, 1, 3});
    assertArrayEquals(new int[] {2, 0, 3}, all.eids());
    assertArrayEquals(new int[] {2, 0, 0}, all.src());
    assertArrayEquals(new int[] {2, 1, 1}, all.dst());
  }

  @Test
  void anAbsentEdgeIsNamed() {
    assertEquals(
        "edgeIds of _N:_E:_N[4]: there is no edge 1 -> 0 (position 0). Ask hasEdges first, or use allEdgeIds, which leaves absent pairs out.",
        assertThrows(IllegalArgumentException.class, () -> GRAPH.edgeId(1, 0)).getMessage());
    assertArrayEquals(
        new boolean[] {true, false}, GRAPH.hasEdges(new int[] {0, 1}, new int[] {1, 0}));
  }

  @Test
  void idsAreChecked() {
    assertEquals(
        "inEdges of _N:_E:_N[4]: node id 4 of type _N (position 1) is out of range [0, 4).",
        assertThrows(IllegalArgumentException.class, () -> GRAPH.inEdges(0, 4)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> GRAPH.findEdges(-1));
    assertThrows(IllegalArgumentException.class, () -> GRAPH.hasEdges(new int[] {0}, new int[] {}));
  }

  @Test
  void neighboursComeInEdgeOrder() {
    assertArrayEquals(new int[] {1, 2}, GRAPH.predecessors(2));
    assertArrayEquals(new int[] {1, 1}, GRAPH.successors(0));
    assertArrayEquals(new int[] {1, 2, 0, 3}, GRAPH.inEdges(2, 1).eids());
    assertArrayEquals(new int[] {}, GRAPH.outEdges(3).eids());
  }

  @Test
  void allEdgesComeById_orBySourceAndDestination() {
    assertArrayEquals(new int[] {0, 1, 2, 3}, GRAPH.edges(EdgeOrder.ID).eids());
    assertArrayEquals(new int[] {0, 3, 1, 2}, GRAPH.edges(EdgeOrder.SRC_DST).eids());
  }

  @Test
  void parallelEdgesMakeAMultigraphAndLoopsAreSeen() {
    assertTrue(GRAPH.isMultigraph());
    assertTrue(GRAPH.hasSelfLoops());
    Queries simple = Graph.of(3, new int[] {0, 1}, new int[] {1, 0}).query();
    assertFalse(simple.isMultigraph());
    assertFalse(simple.hasSelfLoops());
    Queries bipartite =
        Graph.builder().edges("a:to:b", new int[] {0}, new int[] {0}).build().query();
    assertFalse(bipartite.hasSelfLoops());
  }

  @Test
  void withoutEdgesThereIsNothingToFind() {
    Queries empty = Graph.of(2, new int[0], new int[0]).query();
    assertArrayEquals(new int[] {0, 0}, empty.inDegrees());
    assertEquals(0, empty.edges(EdgeOrder.SRC_DST).size());
    assertFalse(empty.isMultigraph());
    assertFalse(empty.hasEdge(0, 1));
    assertEquals(0, Graph.of(0, new int[0], new int[0]).query().inDegrees().length);
  }
}
