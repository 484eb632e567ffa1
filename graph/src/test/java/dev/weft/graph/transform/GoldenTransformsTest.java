package dev.weft.graph.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.EdgeOrder;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.Ids;
import dev.weft.graph.Queries;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Csr;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every transform against numbers of an independent library. */
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
  void nodeSubgraphAgrees() throws IOException {
    Golden golden = Golden.load("node_subgraph_multi");
    Graph graph = Subgraphs.nodeSubgraph(golden.graph(), golden.ints("nodes"));
    assertArrayEquals(golden.ints("out_nid"), ids(graph.nodeFrame()));
    sameByEid(golden, graph);
  }

  @Test
  void nodeSubgraphOfSeveralTypesAgrees() throws IOException {
    Golden golden = Golden.load("node_subgraph_hetero");
    Graph graph = Subgraphs.nodeSubgraph(golden.hetero(), golden.byType("nodes."));
    golden
        .byType("out_nid.")
        .forEach((type, nid) -> assertArrayEquals(nid, ids(graph.nodeFrame(type))));
    sameByEid(golden, graph, Golden.HETERO);
  }

  @Test
  void edgeSubgraphKeepsTheGivenOrder() throws IOException {
    Golden golden = Golden.load("edge_subgraph_multi");
    Graph graph = golden.graph();
    Graph part = Subgraphs.edgeSubgraph(graph, golden.ints("edges"));
    assertArrayEquals(golden.ints("out_eid"), ids(part.edgeFrame()));
    assertEquals(golden.scalar("out_num_nodes"), part.numNodes());
    assertArrayEquals(sorted(golden.ints("out_nid")), sorted(ids(part.nodeFrame())));
    assertEquals(
        former(golden.ints("out_nid"), golden.ints("out_src"), golden.ints("out_dst")),
        formerPairs(part));
  }

  @Test
  void edgeSubgraphMayKeepAllNodes() throws IOException {
    Golden golden = Golden.load("edge_subgraph_norelabel_multi");
    Graph graph = golden.graph();
    Graph part =
        Subgraphs.edgeSubgraph(graph, Map.of("_E", golden.ints("edges")), Subgraphs.Nodes.KEEP);
    same(golden, part);
    assertArrayEquals(golden.ints("out_eid"), ids(part.edgeFrame()));
  }

  @Test
  void inSubgraphAgrees() throws IOException {
    Golden golden = Golden.load("in_subgraph_multi");
    sameByEid(golden, Subgraphs.inSubgraph(golden.graph(), golden.ints("seeds")));
    Golden hetero = Golden.load("in_subgraph_hetero");
    sameByEid(
        hetero,
        Subgraphs.inSubgraph(hetero.hetero(), hetero.byType("seeds."), Subgraphs.Nodes.KEEP),
        Golden.HETERO);
  }

  @Test
  void outSubgraphAgrees() throws IOException {
    Golden golden = Golden.load("out_subgraph_multi");
    sameByEid(golden, Subgraphs.outSubgraph(golden.graph(), golden.ints("seeds")));
  }

  @ParameterizedTest
  @CsvSource({"in,1", "in,2", "out,1", "out,2"})
  void khopSubgraphsAgree(String direction, int hops) throws IOException {
    Golden golden = Golden.load("khop_" + direction + "_subgraph_" + hops + "_multi");
    Neighborhoods.Neighborhood around =
        direction.equals("in")
            ? Neighborhoods.khopInSubgraph(golden.graph(), golden.ints("seeds"), hops)
            : Neighborhoods.khopOutSubgraph(golden.graph(), golden.ints("seeds"), hops);
    assertArrayEquals(golden.ints("out_nid"), ids(around.graph().nodeFrame()));
    assertArrayEquals(golden.ints("out_seed_ids"), around.seedIds());
    sameByEid(golden, around.graph());
  }

  @Test
  void removedNodesAndEdgesAgree() throws IOException {
    Golden nodes = Golden.load("remove_nodes_multi");
    Graph fewer = Subgraphs.removeNodes(nodes.graph(), nodes.ints("nodes"));
    same(nodes, fewer);
    assertArrayEquals(nodes.ints("out_nid"), ids(fewer.nodeFrame()));
    assertArrayEquals(nodes.ints("out_eid"), ids(fewer.edgeFrame()));
    Golden edges = Golden.load("remove_edges_multi");
    Graph thinner = Subgraphs.removeEdges(edges.graph(), edges.ints("edges"));
    same(edges, thinner);
    assertArrayEquals(edges.ints("out_eid"), ids(thinner.edgeFrame()));
  }

  @Test
  void edgeTypeSubgraphAgrees() throws IOException {
    Golden golden = Golden.load("edge_type_subgraph_hetero");
    List<EdgeType> kept =
        List.of(EdgeType.parse("item:has:tag"), EdgeType.parse("user:follows:user"));
    same(golden, Subgraphs.edgeTypeSubgraph(golden.hetero(), "has", "user:follows:user"), kept);
  }

  @Test
  void batchAndUnbatchAgree() throws IOException {
    Golden golden = Golden.load("batch_batch");
    int[] numNodes = golden.ints("batch_num_nodes");
    List<Graph> parts = new ArrayList<>();
    for (int i = 0; i < numNodes.length; i++) {
      parts.add(golden.graph("part" + i + "_"));
    }
    Graph batch = Batches.batch(parts);
    assertEquals(Golden.pairs(golden.graph().relation()), Golden.pairs(batch.relation()));
    assertArrayEquals(
        numNodes, Arrays.stream(batch.batchNumNodes()).mapToInt(n -> (int) n).toArray());
    assertArrayEquals(
        golden.ints("batch_num_edges"),
        Arrays.stream(batch.batchNumEdges()).mapToInt(n -> (int) n).toArray());
    List<Graph> again = Batches.unbatch(batch);
    for (int i = 0; i < parts.size(); i++) {
      assertEquals(parts.get(i).numNodes(), again.get(i).numNodes());
      assertEquals(Golden.pairs(parts.get(i).relation()), Golden.pairs(again.get(i).relation()));
    }
  }

  @Test
  void sliceBatchAgrees() throws IOException {
    Golden golden = Golden.load("slice_batch");
    List<Graph> parts = new ArrayList<>();
    int node = 0;
    int edge = 0;
    for (int i = 0; i < golden.ints("batch_num_nodes").length; i++) {
      int edges = golden.ints("batch_num_edges")[i];
      int shift = node;
      int[] src =
          Arrays.stream(golden.ints("src"), edge, edge + edges).map(v -> v - shift).toArray();
      int[] dst =
          Arrays.stream(golden.ints("dst"), edge, edge + edges).map(v -> v - shift).toArray();
      parts.add(Graph.of(golden.ints("batch_num_nodes")[i], src, dst));
      node += golden.ints("batch_num_nodes")[i];
      edge += edges;
    }
    same(golden, Batches.sliceBatch(Batches.batch(parts), 2));
  }

  @Test
  void toBlockAgrees() throws IOException {
    Golden golden = Golden.load("to_block_multi");
    Graph block = Blocks.toBlock(golden.graph("frontier_"), golden.ints("seeds"));
    assertArrayEquals(golden.ints("out_dst_nid"), ids(block.frame(block.dstNodes())));
    assertArrayEquals(golden.ints("out_src_nid"), ids(block.frame(block.srcNodes())));
    assertEquals(
        Golden.pairs(golden.ints("out_src"), golden.ints("out_dst")),
        Golden.pairs(block.relation()));
    assertArrayEquals(golden.ints("out_eid"), ids(block.edgeFrame()));
  }

  @Test
  void toBlockOfSeveralTypesAgrees() throws IOException {
    Golden golden = Golden.load("to_block_hetero");
    Map<String, int[]> seeds = golden.byType("seeds.");
    Graph block =
        Blocks.toBlock(Subgraphs.inSubgraph(golden.hetero(), seeds, Subgraphs.Nodes.KEEP), seeds);
    for (String type : List.of("item", "tag", "user")) {
      int[] dst = golden.ints("out_dst_nid." + type);
      int[] src = golden.ints("out_src_nid." + type);
      assertArrayEquals(dst, ids(block.frame(block.dstNodes(type))));
      int[] own = ids(block.frame(block.srcNodes(type)));
      assertArrayEquals(dst, Arrays.copyOf(own, dst.length));
      assertArrayEquals(sorted(src), sorted(own));
    }
    for (EdgeType type : Golden.HETERO) {
      List<String> expected = new ArrayList<>();
      int[] src = golden.ints("out_src." + type.relation());
      int[] dst = golden.ints("out_dst." + type.relation());
      for (int i = 0; i < src.length; i++) {
        expected.add(
            golden.ints("out_src_nid." + type.src())[src[i]]
                + "->"
                + golden.ints("out_dst_nid." + type.dst())[dst[i]]);
      }
      Relation relation = block.relation(type);
      int[] from = ids(block.frame(relation.src()));
      int[] to = ids(block.frame(relation.dst()));
      EdgeArrays edges = relation.query().edges(EdgeOrder.ID);
      List<String> found = new ArrayList<>();
      for (int i = 0; i < edges.size(); i++) {
        found.add(from[edges.src()[i]] + "->" + to[edges.dst()[i]]);
      }
      assertEquals(expected.stream().sorted().toList(), found.stream().sorted().toList());
    }
  }

  @Test
  void compactGraphsAgrees() throws IOException {
    Golden golden = Golden.load("compact_graphs_multi");
    Graph compact =
        Compaction.compactGraph(golden.graph("frontier_"), golden.ints("always_preserve"));
    assertEquals(golden.scalar("out_num_nodes"), compact.numNodes());
    assertArrayEquals(sorted(golden.ints("out_nid")), ids(compact.nodeFrame()));
    assertEquals(
        former(golden.ints("out_nid"), golden.ints("out_src"), golden.ints("out_dst")),
        formerPairs(compact));
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi", "noedge", "selfloop"})
  void degreesAndFormatsAgree(String name) throws IOException {
    Golden golden = Golden.load("degrees_" + name);
    assertArrayEquals(golden.ints("in_degrees"), golden.graph().inDegrees());
    assertArrayEquals(golden.ints("out_degrees"), golden.graph().outDegrees());
    Golden csc = Golden.load("adj_csc_" + name);
    format(csc, csc.graph().relation().in());
    Golden csr = Golden.load("adj_csr_" + name);
    format(csr, csr.graph().relation().out());
  }

  private static void format(Golden golden, Csr csr) {
    int[] indptr = new int[Math.toIntExact(csr.rows()) + 1];
    for (int i = 0; i < indptr.length; i++) {
      indptr[i] = (int) csr.start(i);
    }
    int[] eids = new int[Math.toIntExact(csr.size())];
    Arrays.setAll(eids, p -> (int) csr.edge(p));
    assertArrayEquals(golden.ints("indptr"), indptr);
    assertArrayEquals(golden.ints("indices"), new Ids(csr.indices(), csr.size()).toArray());
    assertArrayEquals(golden.ints("eids"), eids);
  }

  @Test
  void degreesOfEveryRelationAgree() throws IOException {
    Golden golden = Golden.load("degrees_hetero");
    for (Relation relation : golden.hetero().relations()) {
      assertArrayEquals(
          golden.ints("in_degrees." + relation.type().relation()), relation.query().inDegrees());
      assertArrayEquals(
          golden.ints("out_degrees." + relation.type().relation()), relation.query().outDegrees());
    }
  }

  @Test
  void edgeLookUpsAgree() throws IOException {
    Golden golden = Golden.load("edge_ids_find_edges_multi");
    Queries query = golden.graph().query();
    EdgeArrays all = query.allEdgeIds(golden.ints("query_src"), golden.ints("query_dst"));
    assertArrayEquals(golden.ints("all_src"), all.src());
    assertArrayEquals(golden.ints("all_dst"), all.dst());
    assertArrayEquals(sorted(golden.ints("all_eid")), sorted(all.eids()));
    EdgeArrays found = query.findEdges(golden.ints("find_eid"));
    assertArrayEquals(golden.ints("find_src"), found.src());
    assertArrayEquals(golden.ints("find_dst"), found.dst());
    boolean[] has =
        query.hasEdges(golden.ints("query_src"), new int[golden.ints("query_src").length]);
    for (int i = 0; i < has.length; i++) {
      assertEquals(golden.ints("has_edge")[i] != 0, has[i]);
    }
  }

  @Test
  void neighboursAgree() throws IOException {
    Golden golden = Golden.load("neighbours_multi");
    Queries query = golden.graph().query();
    assertArrayEquals(sorted(golden.ints("predecessors")), sorted(query.predecessors(11)));
    assertArrayEquals(sorted(golden.ints("successors")), sorted(query.successors(11)));
    assertArrayEquals(sorted(golden.ints("in_eid")), sorted(query.inEdges(11).eids()));
    assertArrayEquals(sorted(golden.ints("out_eid")), sorted(query.outEdges(11).eids()));
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
  void normByDstAgrees() throws IOException {
    Golden golden = Golden.load("norm_by_dst_multi");
    DenseColumn norm = Measures.normByDst(golden.graph());
    double[] expected = golden.doubles("norm");
    for (int i = 0; i < expected.length; i++) {
      assertEquals((float) expected[i], Columns.floats(norm)[i]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"multi", "undirected"})
  void homophilyAgrees(String name) throws IOException {
    Golden golden = Golden.load("homophily_" + name);
    Graph graph = golden.graph();
    int[] label = golden.ints("label");
    assertEquals(golden.doubles("node_homophily")[0], Measures.nodeHomophily(graph, label), 1e-6);
    assertEquals(golden.doubles("edge_homophily")[0], Measures.edgeHomophily(graph, label), 1e-6);
    assertEquals(golden.doubles("linkx_homophily")[0], Measures.linkxHomophily(graph, label), 1e-6);
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

  // Comparisons

  private static void same(Golden golden, Graph graph) {
    assertEquals(golden.scalar("out_num_nodes"), graph.numNodes());
    assertEquals(
        Golden.pairs(golden.ints("out_src"), golden.ints("out_dst")),
        Golden.pairs(graph.relation()));
  }

  private static void same(Golden golden, Graph graph, List<EdgeType> types) {
    for (EdgeType type : types) {
      assertEquals(
          Golden.pairs(
              golden.ints("out_src." + type.relation()), golden.ints("out_dst." + type.relation())),
          Golden.pairs(graph.relation(type)));
    }
    golden
        .byType("out_num_nodes.")
        .forEach((type, count) -> assertEquals(count[0], graph.numNodes(type)));
  }

  private static void sameMultiset(Golden golden, Graph graph) {
    if (golden.has("out_num_nodes")) {
      assertEquals(golden.scalar("out_num_nodes"), graph.numNodes());
    }
    List<String> expected = Golden.pairs(golden.ints("out_src"), golden.ints("out_dst"));
    assertEquals(
        expected.stream().sorted().toList(),
        Golden.pairs(graph.relation()).stream().sorted().toList());
  }

  private static void sameByEid(Golden golden, Graph graph) {
    assertEquals(golden.scalar("out_num_nodes"), graph.numNodes());
    assertEquals(
        byEid(golden.ints("out_eid"), Golden.pairs(golden.ints("out_src"), golden.ints("out_dst"))),
        byEid(ids(graph.edgeFrame()), Golden.pairs(graph.relation())));
  }

  private static void sameByEid(Golden golden, Graph graph, List<EdgeType> types) {
    for (EdgeType type : types) {
      String name = type.relation();
      Map<Integer, String> expected =
          byEid(
              golden.ints("out_eid." + name),
              Golden.pairs(golden.ints("out_src." + name), golden.ints("out_dst." + name)));
      assertEquals(
          expected,
          byEid(ids(graph.edgeFrame(type.toString())), Golden.pairs(graph.relation(type))));
    }
  }

  private static Map<Integer, String> byEid(int[] eids, List<String> pairs) {
    Map<Integer, String> out = new TreeMap<>();
    for (int i = 0; i < eids.length; i++) {
      out.put(eids[i], pairs.get(i));
    }
    assertEquals(eids.length, out.size());
    return out;
  }

  private static List<String> former(int[] nid, int[] src, int[] dst) {
    return Golden.pairs(
        Arrays.stream(src).map(v -> nid[v]).toArray(),
        Arrays.stream(dst).map(v -> nid[v]).toArray());
  }

  private static List<String> formerPairs(Graph graph) {
    EdgeArrays edges = graph.query().edges(EdgeOrder.ID);
    return former(ids(graph.nodeFrame()), edges.src(), edges.dst());
  }

  private static int[] ids(Frame frame) {
    return Columns.ints(frame.dense(Graph.ORIGINAL_ID));
  }

  private static int[] sorted(int[] values) {
    return Arrays.stream(values).sorted().toArray();
  }
}
