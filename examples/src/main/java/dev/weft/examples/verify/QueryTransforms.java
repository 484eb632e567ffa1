package dev.weft.examples.verify;

import static dev.weft.examples.verify.Transform.doubles;

import dev.weft.graph.Columns;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.Graph;
import dev.weft.graph.Ids;
import dev.weft.graph.Queries;
import dev.weft.graph.transform.Measures;
import dev.weft.kernels.sparse.Csr;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Questions to a graph: degrees, look-ups, neighbours, compressed formats, measures. */
final class QueryTransforms {
  /** Which destination the array has_edge asks for. */
  private static final Pattern ASKED = Pattern.compile("query_src -> (\\d+|query_dst)");

  private QueryTransforms() {}

  static Map<String, Transform> all() {
    return Map.of(
        "in_degrees/out_degrees", QueryTransforms::degrees,
        "edge_ids/find_edges/has_edges_between", QueryTransforms::lookUps,
        "in_edges/out_edges/predecessors/successors", QueryTransforms::neighbours,
        "adj_tensors(csr)",
            (given, graph) ->
                Transform.perRelation(given, graph, relation -> compressed(relation.out())),
        "adj_tensors(csc)",
            (given, graph) ->
                Transform.perRelation(given, graph, relation -> compressed(relation.in())),
        "norm_by_dst",
            (given, graph) ->
                Transform.perRelation(
                    given,
                    graph,
                    relation -> Map.of("norm", Columns.doubles(Measures.normByDst(relation)))),
        "node_homophily/edge_homophily/linkx_homophily", QueryTransforms::homophily);
  }

  private static Map<String, double[]> degrees(GoldenCase given, Graph graph) {
    return Transform.perRelation(
        given,
        graph,
        relation ->
            Map.of(
                "in_degrees",
                doubles(relation.query().inDegrees()),
                "out_degrees",
                doubles(relation.query().outDegrees())));
  }

  private static Map<String, double[]> lookUps(GoldenCase given, Graph graph) {
    Queries queries = Transform.relation(given, graph).query();
    int[] from = given.ints("query_src");
    int[] to = given.ints("query_dst");
    EdgeArrays all = queries.allEdgeIds(from, to);
    EdgeArrays found = queries.findEdges(given.ints("find_eid"));
    boolean[] has = queries.hasEdges(from, asked(given, to));
    return Map.of(
        "all_src", doubles(all.src()),
        "all_dst", doubles(all.dst()),
        "all_eid", doubles(all.eids()),
        "find_src", doubles(found.src()),
        "find_dst", doubles(found.dst()),
        "has_edge", IntStream.range(0, has.length).mapToDouble(i -> has[i] ? 1 : 0).toArray());
  }

  private static int[] asked(GoldenCase given, int[] to) {
    Matcher asked = ASKED.matcher(given.json().at("/arrays/has_edge/meaning").asText());
    if (!asked.find()) {
      throw new UnknownCase("has_edge without a word on the destination");
    }
    String destination = asked.group(1);
    return destination.equals("query_dst")
        ? to
        : IntStream.generate(() -> Integer.parseInt(destination)).limit(to.length).toArray();
  }

  private static Map<String, double[]> neighbours(GoldenCase given, Graph graph) {
    Queries queries = Transform.relation(given, graph).query();
    int node = given.hyper("node", -1);
    return Map.of(
        "in_eid", doubles(queries.inEdges(node).eids()),
        "out_eid", doubles(queries.outEdges(node).eids()),
        "predecessors", doubles(queries.predecessors(node)),
        "successors", doubles(queries.successors(node)));
  }

  private static Map<String, double[]> compressed(Csr csr) {
    return Map.of(
        "indptr", LongStream.rangeClosed(0, csr.rows()).mapToDouble(csr::start).toArray(),
        "indices", doubles(new Ids(csr.indices(), csr.size()).toArray()),
        "eids", LongStream.range(0, csr.size()).mapToDouble(csr::edge).toArray());
  }

  private static Map<String, double[]> homophily(GoldenCase given, Graph graph) {
    int[] label = given.ints("label");
    return Map.of(
        "node_homophily", new double[] {Measures.nodeHomophily(graph, label)},
        "edge_homophily", new double[] {Measures.edgeHomophily(graph, label)},
        "linkx_homophily", new double[] {Measures.linkxHomophily(graph, label)});
  }
}
