package dev.weft.graph.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.graph.Columns;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.EdgeOrder;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a graph is compared with the arrays of a golden case. */
final class GoldenChecks {
  private GoldenChecks() {}

  static void same(Golden golden, Graph graph) {
    assertEquals(golden.scalar("out_num_nodes"), graph.numNodes());
    assertEquals(
        Golden.pairs(golden.ints("out_src"), golden.ints("out_dst")),
        Golden.pairs(graph.relation()));
  }

  static void same(Golden golden, Graph graph, List<EdgeType> types) {
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

  static void sameMultiset(Golden golden, Graph graph) {
    if (golden.has("out_num_nodes")) {
      assertEquals(golden.scalar("out_num_nodes"), graph.numNodes());
    }
    List<String> expected = Golden.pairs(golden.ints("out_src"), golden.ints("out_dst"));
    assertEquals(
        expected.stream().sorted().toList(),
        Golden.pairs(graph.relation()).stream().sorted().toList());
  }

  static void sameByEid(Golden golden, Graph graph) {
    assertEquals(golden.scalar("out_num_nodes"), graph.numNodes());
    assertEquals(
        byEid(golden.ints("out_eid"), Golden.pairs(golden.ints("out_src"), golden.ints("out_dst"))),
        byEid(ids(graph.edgeFrame()), Golden.pairs(graph.relation())));
  }

  static void sameByEid(Golden golden, Graph graph, List<EdgeType> types) {
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

  static Map<Integer, String> byEid(int[] eids, List<String> pairs) {
    Map<Integer, String> out = new TreeMap<>();
    for (int i = 0; i < eids.length; i++) {
      out.put(eids[i], pairs.get(i));
    }
    assertEquals(eids.length, out.size());
    return out;
  }

  static List<String> former(int[] nid, int[] src, int[] dst) {
    return Golden.pairs(
        Arrays.stream(src).map(v -> nid[v]).toArray(),
        Arrays.stream(dst).map(v -> nid[v]).toArray());
  }

  static List<String> formerPairs(Graph graph) {
    EdgeArrays edges = graph.query().edges(EdgeOrder.ID);
    return former(ids(graph.nodeFrame()), edges.src(), edges.dst());
  }

  static int[] ids(Frame frame) {
    return Columns.ints(frame.dense(Graph.ORIGINAL_ID));
  }

  static int[] sorted(int[] values) {
    return Arrays.stream(values).sorted().toArray();
  }
}
