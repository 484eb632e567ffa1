package dev.weft.graph.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Direction;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.EdgeList;
import dev.weft.graph.EdgeOrder;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Graph;
import dev.weft.graph.Ids;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Queries;
import dev.weft.graph.Relation;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.sparse.Coo;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Graphs whose edges are numbered with 64 bits, as they are from 2^31 edges on, behave like the
 * same graphs with 32 bits.
 */
class WideEdgeIdsTest {
  private static final Coo EDGES = edges();
  private static final Graph NARROW = graph(EDGES);
  private static final Graph WIDE = graph(EDGES.withEdgeIds(DType.INT64));

  private static Coo edges() {
    SplittableRandom random = new SplittableRandom(11);
    return Coo.of(40, 40, random.ints(300, 0, 40).toArray(), random.ints(300, 0, 40).toArray());
  }

  private static Graph graph(Coo coo) {
    NodeSet nodes = NodeSet.of("_N", coo.rows());
    EdgeList list = EdgeList.of("_N:_E:_N", nodes, nodes, coo);
    return Graph.builder()
        .relation(new Relation(EdgeType.DEFAULT, list, Direction.FORWARD))
        .build();
  }

  @Test
  void theFormatsAreWide() {
    assertEquals(DType.INT64, WIDE.relation().in().edgeIds());
    assertEquals(DType.INT64, WIDE.relation().out().edgeIds());
    assertEquals(DType.INT64, WIDE.reverse().relation().in().edgeIds());
    assertEquals(DType.INT32, NARROW.relation().in().edgeIds());
  }

  @Test
  void queriesAgree() {
    Queries wide = WIDE.relation().query();
    Queries narrow = NARROW.relation().query();
    int[] nodes = {3, 0, 39, 17};
    assertSame(narrow.inEdges(nodes), wide.inEdges(nodes));
    assertSame(narrow.outEdges(nodes), wide.outEdges(nodes));
    assertSame(narrow.edges(EdgeOrder.SRC_DST), wide.edges(EdgeOrder.SRC_DST));
    assertArrayEquals(narrow.inDegrees(nodes), wide.inDegrees(nodes));
    assertArrayEquals(narrow.outDegrees(), wide.outDegrees());
    int[] u = narrow.findEdges(5, 100, 299).src();
    int[] v = narrow.findEdges(5, 100, 299).dst();
    assertArrayEquals(narrow.edgeIds(u, v), wide.edgeIds(u, v));
    assertSame(narrow.allEdgeIds(u, v), wide.allEdgeIds(u, v));
    assertTrue(wide.isMultigraph());
  }

  @Test
  void transformsAgree() {
    assertAgree(Reversal::toBidirected);
    assertAgree(Reversal::addReverseEdges);
    assertAgree(SelfLoops::addSelfLoops);
    assertAgree(SelfLoops::addRemainingSelfLoops);
    assertAgree(SelfLoops::removeSelfLoops);
    assertAgree(graph -> Simplify.toSimple(graph).graph());
    assertAgree(graph -> Subgraphs.inSubgraph(graph, 4, 5, 6));
    assertAgree(graph -> Subgraphs.nodeSubgraph(graph, 9, 8, 1, 30));
    assertAgree(graph -> Derived.lineGraph(graph, Derived.Backtracking.ALLOWED));
    assertAgree(graph -> Reordering.reorderGraph(graph, Reordering.byDegree(graph)));
    assertArrayEquals(
        Simplify.toSimple(NARROW).mapping(NARROW.relation()),
        Simplify.toSimple(WIDE).mapping(WIDE.relation()));
  }

  @Test
  void anIdThatNoArrayHoldsIsNamedWithItsCure() {
    var e = assertThrows(IllegalArgumentException.class, () -> Ids.narrow(1L << 31));
    assertEquals(
        "Ids: edge id 2147483648 does not fit int32; expected at most 2147483647. Read ids of"
            + " larger relations one by one with Csr.edge, or split the relation.",
        e.getMessage());
    assertEquals(Integer.MAX_VALUE, Ids.narrow(Integer.MAX_VALUE));
  }

  private static void assertAgree(UnaryOperator<Graph> transform) {
    assertSame(
        transform.apply(NARROW).relation().query().edges(EdgeOrder.ID),
        transform.apply(WIDE).relation().query().edges(EdgeOrder.ID));
  }

  private static void assertSame(EdgeArrays expected, EdgeArrays found) {
    assertArrayEquals(expected.src(), found.src());
    assertArrayEquals(expected.dst(), found.dst());
    assertArrayEquals(expected.eids(), found.eids());
  }
}
