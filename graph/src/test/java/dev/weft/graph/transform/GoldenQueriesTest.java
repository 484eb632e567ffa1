package dev.weft.graph.transform;

import static dev.weft.graph.transform.GoldenChecks.sorted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.Graph;
import dev.weft.graph.Ids;
import dev.weft.graph.Queries;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Csr;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Degrees, look-ups and measures, against numbers of an independent library. */
final class GoldenQueriesTest {
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
}
