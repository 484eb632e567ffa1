package dev.weft.graph.transform;

import static dev.weft.graph.transform.GoldenChecks.formerPairs;
import static dev.weft.graph.transform.GoldenChecks.ids;
import static dev.weft.graph.transform.GoldenChecks.same;
import static dev.weft.graph.transform.GoldenChecks.sameMultiset;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Columns;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.EdgeOrder;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Graph;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transforms that keep the nodes, against numbers of an independent library. */
final class GoldenTransformsTest {
  @ParameterizedTest
  @ValueSource(strings = {"multi", "noedge", "selfloop"})
  void addSelfLoopAgrees(String name) throws IOException {
    Golden golden = Golden.load("add_self_loop_" + name);
    same(golden, SelfLoops.addSelfLoops(golden.graph()));
  }

  @Test
  void addSelfLoopChangesOneRelation() throws IOException {
    Golden golden = Golden.load("add_self_loop_hetero");
    same(golden, SelfLoops.addSelfLoops(golden.hetero(), "follows", Fill.one()), Golden.HETERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi", "noedge", "selfloop"})
  void removeSelfLoopAgrees(String name) throws IOException {
    Golden golden = Golden.load("remove_self_loop_" + name);
    same(golden, SelfLoops.removeSelfLoops(golden.graph()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi", "noedge", "selfloop"})
  void addReverseEdgesAgrees(String name) throws IOException {
    Golden golden = Golden.load("add_reverse_edges_" + name);
    same(golden, Reversal.addReverseEdges(golden.graph()));
  }

  @Test
  void addReverseEdgesOfLoopsAgrees() throws IOException {
    Golden golden = Golden.load("add_reverse_edges_all_multi");
    same(golden, Reversal.addReverseEdges(golden.graph(), Reversal.Loops.TWICE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi", "noedge", "selfloop"})
  void reverseAgrees(String name) throws IOException {
    Golden golden = Golden.load("reverse_" + name);
    same(golden, Reversal.reverse(golden.graph()));
  }

  @Test
  void reverseOfEveryRelationAgrees() throws IOException {
    Golden golden = Golden.load("reverse_hetero");
    same(
        golden,
        Reversal.reverse(golden.hetero()),
        Golden.HETERO.stream().map(EdgeType::reverse).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi", "noedge", "selfloop"})
  void toBidirectedAgrees(String name) throws IOException {
    Golden golden = Golden.load("to_bidirected_" + name);
    sameMultiset(golden, Reversal.toBidirected(golden.graph()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi", "noedge", "selfloop"})
  void toSimpleAgrees(String name) throws IOException {
    Golden golden = Golden.load("to_simple_" + name);
    Graph graph = golden.graph();
    Simplify.Simple simple = Simplify.toSimple(graph);
    assertEquals(
        counts(golden.ints("out_src"), golden.ints("out_dst"), golden.ints("out_count")),
        counts(simple.graph()));
    int[] mapping = simple.mapping(graph.relation());
    EdgeArrays merged = simple.graph().query().findEdges(mapping);
    assertArrayEquals(golden.ints("src"), merged.src());
    assertArrayEquals(golden.ints("dst"), merged.dst());
  }

  private static Map<String, Integer> counts(Graph graph) {
    EdgeArrays edges = graph.query().edges(EdgeOrder.ID);
    return counts(edges.src(), edges.dst(), Columns.ints(graph.edgeFrame().dense("count")));
  }

  private static Map<String, Integer> counts(int[] src, int[] dst, int[] count) {
    Map<String, Integer> out = new TreeMap<>();
    for (int i = 0; i < src.length; i++) {
      out.put(src[i] + "->" + dst[i], count[i]);
    }
    assertEquals(src.length, out.size());
    return out;
  }

  @Test
  void toHomogeneousAgrees() throws IOException {
    Golden golden = Golden.load("to_homogeneous_hetero");
    Graph merged = Types.toHomogeneous(golden.hetero());
    same(golden, merged);
    assertArrayEquals(golden.ints("out_ntype"), Columns.ints(merged.nodeFrame().dense("_TYPE")));
    assertArrayEquals(golden.ints("out_nid"), ids(merged.nodeFrame()));
    assertArrayEquals(golden.ints("out_etype"), Columns.ints(merged.edgeFrame().dense("_TYPE")));
    assertArrayEquals(golden.ints("out_eid"), ids(merged.edgeFrame()));
  }

  @Test
  void toHeterogeneousUndoesToHomogeneous() throws IOException {
    Golden golden = Golden.load("to_heterogeneous_roundtrip_hetero");
    Graph again =
        Types.toHeterogeneous(
            Types.toHomogeneous(golden.hetero()), List.of("item", "tag", "user"), Golden.HETERO);
    List<EdgeType> withEdges =
        Golden.HETERO.stream().filter(t -> golden.has("out_src." + t.relation())).toList();
    same(golden, again, withEdges);
    assertEquals(0, again.numEdges("of"));
    for (EdgeType type : withEdges) {
      assertArrayEquals(
          golden.ints("out_eid." + type.relation()), ids(again.edgeFrame(type.toString())));
    }
    golden
        .byType("out_nid.")
        .forEach((type, nid) -> assertArrayEquals(nid, ids(again.nodeFrame(type))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"follows_rates", "rates_has_of", "rates_rated-by"})
  void metapathReachableGraphAgrees(String path) throws IOException {
    Golden golden = Golden.load("metapath_reachable_" + path);
    Graph graph = Derived.metapathReachableGraph(golden.hetero(), path.split("_"));
    sameMultiset(golden, graph);
    assertEquals(
        golden.scalar(golden.has("out_num_src") ? "out_num_src" : "out_num_nodes"),
        graph.relation().src().size());
    assertEquals(
        golden.scalar(golden.has("out_num_dst") ? "out_num_dst" : "out_num_nodes"),
        graph.relation().dst().size());
  }

  @Test
  void lineGraphsAgree() throws IOException {
    for (String name : List.of("multi", "simple")) {
      Golden allowed = Golden.load("line_graph_backtracking_" + name);
      sameMultiset(allowed, Derived.lineGraph(allowed.graph(), Derived.Backtracking.ALLOWED));
      Golden forbidden = Golden.load("line_graph_nobacktracking_" + name);
      sameMultiset(forbidden, Derived.lineGraph(forbidden.graph(), Derived.Backtracking.FORBIDDEN));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void khopGraphsAgree(int hops) throws IOException {
    Golden graph = Golden.load("khop_graph_" + hops + "_simple");
    sameMultiset(graph, Derived.khopGraph(graph.graph(), hops));
    Golden adj = Golden.load("khop_adj_" + hops + "_simple");
    float[] found = Derived.khopAdj(adj.graph(), hops);
    double[] expected = adj.doubles("adj");
    assertEquals(expected.length, found.length);
    for (int i = 0; i < found.length; i++) {
      assertEquals(expected[i], found[i]);
    }
  }

  @Test
  void reorderedGraphsAgree() throws IOException {
    Golden golden = Golden.load("reorder_custom_undirected");
    Graph graph = Reordering.reorderGraph(golden.graph(), golden.ints("nodes_perm"));
    assertArrayEquals(golden.ints("out_nid"), ids(graph.nodeFrame()));
    assertArrayEquals(golden.ints("out_src"), graph.query().edges(EdgeOrder.ID).src());
    sameMultiset(golden, graph);
    Golden rcm = Golden.load("reorder_rcmk_undirected");
    Graph moved = Reordering.reorderGraph(rcm.graph(), Reordering.reverseCuthillMcKee(rcm.graph()));
    EdgeArrays edges = moved.query().edges(EdgeOrder.ID);
    int bandwidth = 0;
    for (int i = 0; i < edges.size(); i++) {
      bandwidth = Math.max(bandwidth, Math.abs(edges.src()[i] - edges.dst()[i]));
    }
    assertTrue(bandwidth <= rcm.scalar("bandwidth_after") + 1, "bandwidth " + bandwidth);
    assertEquals(
        Golden.pairs(rcm.graph().relation()).stream().sorted().toList(),
        formerPairs(moved).stream().sorted().toList());
  }
}
