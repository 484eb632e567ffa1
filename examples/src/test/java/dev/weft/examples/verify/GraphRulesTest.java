package dev.weft.examples.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.examples.verify.Verdict.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each rule lets pass, and what it does not. Results are worked out by hand on graphs of three
 * or four nodes.
 */
final class GraphRulesTest {
  @TempDir private Path folder;

  private CaseFolder graph(String op, String rule, int[] src, int[] dst) {
    return new CaseFolder(folder, "hand", op)
        .rule(rule)
        .ints("src", "graph", src)
        .ints("dst", "graph", dst)
        .ints("num_nodes", "graph", 4);
  }

  /** 2 → 0, 1 → 0, 2 → 0, 3 → 1. */
  private CaseFolder star(String op, String rule) {
    return graph(op, rule, new int[] {2, 1, 2, 3}, new int[] {0, 0, 0, 1});
  }

  private static CaseFolder edges(CaseFolder given, int[] src, int... dst) {
    return given.ints("out_src", "output", src).ints("out_dst", "output", dst);
  }

  private static void assertOutcome(Outcome outcome, CaseFolder given) throws IOException {
    Verdict verdict = given.verdict();
    assertEquals(outcome, verdict.outcome(), verdict::toString);
  }

  private static int[] ids(int... values) {
    return values;
  }

  @Test
  void aMultisetOfPairsForgetsTheOrderButNotTheNumber() throws IOException {
    CaseFolder given =
        graph(
                "line_graph",
                "compare as a multiset of (src, dst) pairs (the order within is the library's)",
                ids(0, 1, 1),
                ids(1, 2, 3))
            .ints("out_num_nodes", "output", 3);
    assertOutcome(Outcome.PASS, edges(given, ids(0, 0), 2, 1));
    assertOutcome(Outcome.FAIL, edges(given, ids(0, 0), 2, 2));
    assertOutcome(Outcome.FAIL, edges(given, ids(1, 0), 2, 0));
  }

  @Test
  void exactOrderIsExact() throws IOException {
    CaseFolder given = star("reverse", "exact, in this order").ints("out_num_nodes", "output", 4);
    assertOutcome(Outcome.PASS, edges(given, ids(0, 0, 0, 1), 2, 1, 2, 3));
    assertOutcome(Outcome.FAIL, edges(given, ids(0, 0, 0, 1), 1, 2, 2, 3));
  }

  @Test
  void edgesByIdCarryTheirEnds() throws IOException {
    CaseFolder given = star("in_subgraph", "set of edges by eid").ints("seeds", "constant", 0);
    assertOutcome(
        Outcome.PASS, edges(given, ids(2, 2, 1), 0, 0, 0).ints("out_eid", "output", 2, 0, 1));
    assertOutcome(
        Outcome.FAIL, edges(given, ids(2, 1, 2), 0, 0, 0).ints("out_eid", "output", 2, 0, 1));
  }

  @Test
  void nodesOfASubgraphKeepTheirOrder() throws IOException {
    CaseFolder given =
        star("node_subgraph", "nodes exact; edges as a set by original id")
            .ints("nodes", "constant", 2, 0)
            .ints("out_num_nodes", "output", 2);
    assertOutcome(
        Outcome.PASS,
        edges(given, ids(0, 0), 1, 1)
            .ints("out_eid", "output", 2, 0)
            .ints("out_nid", "output", 2, 0));
    assertOutcome(
        Outcome.FAIL,
        edges(given, ids(1, 1), 0, 0)
            .ints("out_eid", "output", 2, 0)
            .ints("out_nid", "output", 0, 2));
  }

  @Test
  void aRelabellingMayBeAnyThatItsOriginalIdsUndo() throws IOException {
    CaseFolder given =
        star("edge_subgraph", "edges exact in order; node relabelling consistent with nid")
            .ints("edges", "constant", 3, 0)
            .ints("out_num_nodes", "output", 4);
    given.with("hyper", "{'relabel_nodes': true}").ints("out_eid", "output", 3, 0);
    assertOutcome(
        Outcome.PASS, edges(given, ids(0, 2), 1, 3).ints("out_nid", "output", 3, 1, 2, 0));
    assertOutcome(
        Outcome.FAIL, edges(given, ids(0, 2), 1, 3).ints("out_nid", "output", 3, 1, 0, 2));
    assertOutcome(
        Outcome.FAIL, edges(given, ids(2, 0), 3, 1).ints("out_nid", "output", 3, 1, 2, 0));
  }

  @Test
  void aBlockMayOrderAllSourcesButItsDestinations() throws IOException {
    CaseFolder given =
        star(
                "to_block",
                "destinations and source prefix exact; the other sources as a set with consistent relabelling")
            .ints("seeds", "constant", 1, 0);
    given
        .ints("frontier_src", "constant", 2, 1, 3)
        .ints("frontier_dst", "constant", 0, 0, 1)
        .ints("out_dst_nid", "output", 1, 0)
        .ints("out_eid", "output", 0, 1, 2);
    assertOutcome(
        Outcome.PASS,
        edges(given, ids(3, 0, 2), 1, 1, 0).ints("out_src_nid", "output", 1, 0, 3, 2));
    assertOutcome(
        Outcome.FAIL,
        edges(given, ids(3, 1, 2), 1, 1, 0).ints("out_src_nid", "output", 0, 1, 3, 2));
    assertOutcome(
        Outcome.FAIL,
        edges(given, ids(2, 0, 3), 1, 1, 0).ints("out_src_nid", "output", 1, 0, 3, 2));
  }

  @Test
  void mergedEdgesMayBeNumberedInAnyWay() throws IOException {
    CaseFolder given =
        star(
                "to_simple",
                "compare as a set of (src, dst) -> count; mapping must point to the edge with the same end points")
            .ints("out_num_nodes", "output", 4);
    edges(given, ids(3, 2, 1), 1, 0, 0);
    assertOutcome(
        Outcome.PASS,
        given.ints("out_count", "output", 1, 2, 1).ints("out_mapping", "output", 1, 2, 1, 0));
    assertOutcome(
        Outcome.FAIL,
        given.ints("out_count", "output", 2, 1, 1).ints("out_mapping", "output", 1, 2, 1, 0));
    assertOutcome(
        Outcome.FAIL,
        given.ints("out_count", "output", 1, 2, 1).ints("out_mapping", "output", 1, 2, 2, 0));
  }

  @Test
  void idsOfParallelEdgesAreASetForEveryPair() throws IOException {
    CaseFolder given =
        star("edge_ids/find_edges/has_edges_between", "all_eid as a set per pair, the rest exact");
    given
        .ints("query_src", "constant", 2, 3)
        .ints("query_dst", "constant", 0, 1)
        .ints("find_eid", "constant", 1);
    given
        .ints("all_src", "output", 2, 2, 3)
        .ints("all_dst", "output", 0, 0, 1)
        .ints("find_src", "output", 1)
        .ints("find_dst", "output", 0);
    given.ints("has_edge", "output", 1, 1).with("arrays", arrays());
    assertOutcome(Outcome.PASS, given.ints("all_eid", "output", 2, 0, 3).with("arrays", arrays()));
    assertOutcome(Outcome.FAIL, given.ints("all_eid", "output", 2, 3, 0).with("arrays", arrays()));
  }

  private static String arrays() {
    StringBuilder out =
        new StringBuilder(
            "{'has_edge': {'role': 'output', 'meaning': 'is there an edge query_src -> query_dst'}");
    for (String name : new String[] {"all_src", "all_dst", "all_eid", "find_src", "find_dst"}) {
      out.append(", '").append(name).append("': {'role': 'output'}");
    }
    return out.append("}").toString();
  }

  @Test
  void neighboursAreMultisets() throws IOException {
    CaseFolder given =
        star("in_edges/out_edges/predecessors/successors", "as multisets")
            .with("hyper", "{'node': 0}");
    given.ints("in_eid", "output", 2, 1, 0).ints("out_eid", "output").ints("successors", "output");
    assertOutcome(Outcome.PASS, given.ints("predecessors", "output", 1, 2, 2));
    assertOutcome(Outcome.FAIL, given.ints("predecessors", "output", 1, 1, 2));
  }

  @Test
  void aReorderedGraphIsSortedBySource() throws IOException {
    CaseFolder given =
        star("reorder_graph", "nodes exact; edges sorted by source, ties free")
            .with("hyper", "{'node_permute_algo': 'custom', 'edge_permute_algo': 'src'}");
    given
        .ints("nodes_perm", "constant", 2, 1, 0, 3)
        .ints("out_nid", "output", 2, 1, 0, 3)
        .ints("out_num_nodes", "output", 4);
    assertOutcome(
        Outcome.PASS,
        edges(given, ids(0, 0, 1, 3), 2, 2, 2, 1).ints("out_eid", "output", 2, 0, 1, 3));
    assertOutcome(
        Outcome.FAIL,
        edges(given, ids(1, 0, 0, 3), 2, 2, 2, 1).ints("out_eid", "output", 1, 2, 0, 3));
  }

  @Test
  void aRelationTheCaseDoesNotRecordFails() throws IOException {
    CaseFolder given =
        new CaseFolder(folder, "hand", "reverse")
            .with("graph", "{'canonical_edge_types': [['a', 'r', 'b'], ['b', 's', 'b']]}");
    given
        .ints("num_nodes.a", "graph", 2)
        .ints("num_nodes.b", "graph", 1)
        .ints("src.r", "graph", 1)
        .ints("dst.r", "graph", 0)
        .ints("src.s", "graph", 0)
        .ints("dst.s", "graph", 0);
    given.ints("out_src.r", "output", 0).ints("out_dst.r", "output", 1);
    assertOutcome(Outcome.FAIL, given);
    assertOutcome(
        Outcome.PASS, given.ints("out_src.s", "output", 0).ints("out_dst.s", "output", 0));
  }

  @Test
  void partsOfABatchAreComparedThoughTheyAreNoOutputs() throws IOException {
    CaseFolder given =
        graph("batch/unbatch", "exact, in this order", ids(0, 3), ids(1, 2))
            .ints("batch_num_nodes", "graph", 2, 2)
            .ints("batch_num_edges", "graph", 1, 1);
    given
        .ints("part0_src", "constant", 0)
        .ints("part0_dst", "constant", 1)
        .ints("part0_num_nodes", "constant", 2);
    given.ints("part1_src", "constant", 1).ints("part1_num_nodes", "constant", 2);
    assertOutcome(Outcome.PASS, given.ints("part1_dst", "constant", 0));
    assertOutcome(Outcome.FAIL, given.ints("part1_dst", "constant", 1));
  }
}
