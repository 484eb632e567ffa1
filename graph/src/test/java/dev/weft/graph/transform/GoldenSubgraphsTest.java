package dev.weft.graph.transform;

import static dev.weft.graph.transform.GoldenChecks.former;
import static dev.weft.graph.transform.GoldenChecks.formerPairs;
import static dev.weft.graph.transform.GoldenChecks.ids;
import static dev.weft.graph.transform.GoldenChecks.same;
import static dev.weft.graph.transform.GoldenChecks.sameByEid;
import static dev.weft.graph.transform.GoldenChecks.sorted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.graph.EdgeArrays;
import dev.weft.graph.EdgeOrder;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Graph;
import dev.weft.graph.Relation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subgraphs, batches and blocks, against numbers of an independent library. */
final class GoldenSubgraphsTest {
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
}
