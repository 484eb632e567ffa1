package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What "equal" means for graphs, by the words in which a case says it. Arrays are called {@code
 * out_src}, {@code out_dst}, {@code out_eid}, {@code out_nid}, …, with {@code .relation} or {@code
 * .type} behind in a heterograph.
 */
final class GraphRules {
  /** A bandwidth close to another: a quarter more or less, and one more for small graphs. */
  private static final Comparison CLOSE = new Comparison(0.25, 1);

  private static final List<String> OF_EDGES =
      List.of("out_src", "out_dst", "out_eid", "out_count");

  private GraphRules() {}

  /**
   * The rule that the case states.
   *
   * @throws UnknownCase when it is none of those known
   */
  static Rule of(GoldenCase given) {
    JsonNode tolerance = given.json().path("tolerance");
    if (tolerance.isObject() && tolerance.has("rtol")) {
      return Rule.AS_IT_IS;
    }
    Map<String, String[]> ends = ends(given);
    String words = tolerance.asText();
    return switch (words) {
      case "exact, in this order" -> Rule.AS_IT_IS;
      case "compare as a multiset of (src, dst) pairs (the order within is the library's)",
          "set of (src, dst)",
          "set of edges by eid",
          "edge sets by eid",
          "nodes exact; edges as a set by original id" ->
          new Rule(GraphRules::edgesInAnyOrder);
      case "compare as a set of (src, dst) -> count; mapping must point to the edge with the same end points" ->
          new Rule(GraphRules::merged);
      case "nodes exact; edges sorted by source, ties free" -> new Rule(GraphRules::sortedBySource);
      case "edges exact in order; node relabelling consistent with nid",
          "relabelling consistent with nid" ->
          new Rule(arrays -> relabelled(ends, arrays));
      case "destinations and source prefix exact; other sources as a set",
          "destinations and source prefix exact; the other sources as a set with consistent relabelling" ->
          new Rule(arrays -> block(ends, arrays));
      case "as multisets" -> new Rule(GraphRules::multisets);
      case "all_eid as a set per pair, the rest exact" -> new Rule(GraphRules::edgesOfPairs);
      case "property: nid is a permutation, the graph is isomorphic under it, the bandwidth is close to bandwidth_after" ->
          new Rule(
              arrays -> edgesInAnyOrder(relabelled(ends, arrays)),
              Map.of("bandwidth_after", CLOSE));
      default -> throw new UnknownCase("comparison \"" + words + "\"");
    };
  }

  /** Suffixes of the node types at the ends of every relation, by the relation's suffix. */
  private static Map<String, String[]> ends(GoldenCase given) {
    Map<String, String[]> ends = new HashMap<>(Map.of("", new String[] {"", ""}));
    for (JsonNode type : given.json().path("graph").path("canonical_edge_types")) {
      ends.put(
          "." + type.get(1).asText(),
          new String[] {"." + type.get(0).asText(), "." + type.get(2).asText()});
    }
    return ends;
  }

  // ---- normal forms ----

  /** The edges sorted, each with all that is known of it. */
  private static Map<String, double[]> edgesInAnyOrder(Map<String, double[]> arrays) {
    Map<String, double[]> out = new TreeMap<>(arrays);
    suffixes(arrays, "out_src")
        .forEach(
            suffix ->
                sortTogether(
                    out,
                    OF_EDGES.stream()
                        .map(name -> name + suffix)
                        .filter(out::containsKey)
                        .toList()));
    return out;
  }

  /** As above, with the ends of the merged edge in place of its number. */
  private static Map<String, double[]> merged(Map<String, double[]> arrays) {
    Map<String, double[]> out = new TreeMap<>(edgesInAnyOrder(arrays));
    for (String suffix : suffixes(arrays, "out_mapping")) {
      double[] mapping = out.remove("out_mapping" + suffix);
      out.put("source of out_mapping" + suffix, at(arrays.get("out_src" + suffix), mapping));
      out.put("destination of out_mapping" + suffix, at(arrays.get("out_dst" + suffix), mapping));
    }
    return out;
  }

  /** The sources in their order, and the edges in any. */
  private static Map<String, double[]> sortedBySource(Map<String, double[]> arrays) {
    Map<String, double[]> out = edgesInAnyOrder(arrays);
    suffixes(arrays, "out_src")
        .forEach(suffix -> out.put("order of out_src" + suffix, arrays.get("out_src" + suffix)));
    return out;
  }

  /** Original ids at the ends of the edges, and nodes in any order. */
  private static Map<String, double[]> relabelled(
      Map<String, String[]> ends, Map<String, double[]> arrays) {
    Map<String, double[]> out = new TreeMap<>(arrays);
    suffixes(arrays, "out_src")
        .forEach(
            relation ->
                original(
                    out,
                    arrays,
                    relation,
                    "out_nid" + types(ends, relation)[0],
                    "out_nid" + types(ends, relation)[1]));
    suffixes(arrays, "out_nid")
        .forEach(type -> out.put("out_nid" + type, sorted(arrays.get("out_nid" + type), 0)));
    return out;
  }

  /**
   * Original ids at the ends of the edges, in any order; the first sources, which are the
   * destinations, in their order.
   */
  private static Map<String, double[]> block(
      Map<String, String[]> ends, Map<String, double[]> arrays) {
    Map<String, double[]> out = new TreeMap<>(arrays);
    suffixes(arrays, "out_src")
        .forEach(
            relation ->
                original(
                    out,
                    arrays,
                    relation,
                    "out_src_nid" + types(ends, relation)[0],
                    "out_dst_nid" + types(ends, relation)[1]));
    for (String type : suffixes(arrays, "out_src_nid")) {
      double[] destinations = arrays.getOrDefault("out_dst_nid" + type, new double[0]);
      out.put("out_src_nid" + type, sorted(arrays.get("out_src_nid" + type), destinations.length));
    }
    return edgesInAnyOrder(out);
  }

  private static void original(
      Map<String, double[]> out,
      Map<String, double[]> arrays,
      String relation,
      String src,
      String dst) {
    out.put("out_src" + relation, at(known(arrays, src), arrays.get("out_src" + relation)));
    out.put("out_dst" + relation, at(known(arrays, dst), arrays.get("out_dst" + relation)));
  }

  private static double[] known(Map<String, double[]> arrays, String nodes) {
    if (!arrays.containsKey(nodes)) {
      throw new UnknownCase("a relabelling without " + nodes);
    }
    return arrays.get(nodes);
  }

  private static String[] types(Map<String, String[]> ends, String relation) {
    if (!ends.containsKey(relation)) {
      throw new UnknownCase(
          "relation " + relation.substring(1) + ", which is not in canonical_edge_types");
    }
    return ends.get(relation);
  }

  private static Map<String, double[]> multisets(Map<String, double[]> arrays) {
    Map<String, double[]> out = new TreeMap<>();
    arrays.forEach((name, elements) -> out.put(name, sorted(elements, 0)));
    return out;
  }

  /** Ids sorted among neighbouring rows with the same ends. */
  private static Map<String, double[]> edgesOfPairs(Map<String, double[]> arrays) {
    Map<String, double[]> out = new TreeMap<>(arrays);
    double[] src = arrays.get("all_src");
    double[] dst = arrays.get("all_dst");
    double[] eid = arrays.get("all_eid").clone();
    int from = 0;
    for (int i = 1; i <= eid.length; i++) {
      if (i == eid.length || src[i] != src[from] || dst[i] != dst[from]) {
        Arrays.sort(eid, from, i);
        from = i;
      }
    }
    out.put("all_eid", eid);
    return out;
  }

  // ---- arrays ----

  /**
   * What stands behind the name in the arrays of this name: nothing, or a point and a type or
   * relation.
   */
  private static List<String> suffixes(Map<String, double[]> arrays, String name) {
    return arrays.keySet().stream()
        .filter(n -> n.equals(name) || n.startsWith(name + "."))
        .map(n -> n.substring(name.length()))
        .toList();
  }

  private static double[] at(double[] values, double[] positions) {
    return Arrays.stream(positions).map(i -> values[(int) i]).toArray();
  }

  /** A copy with the elements from a position on sorted. */
  private static double[] sorted(double[] elements, int from) {
    double[] copy = elements.clone();
    Arrays.sort(copy, Math.min(from, copy.length), copy.length);
    return copy;
  }

  /** Sorts the rows of a table whose columns are these arrays. */
  private static void sortTogether(Map<String, double[]> arrays, List<String> columns) {
    List<double[]> table = columns.stream().map(arrays::get).toList();
    int[] order =
        IntStream.range(0, table.getFirst().length)
            .boxed()
            .sorted(
                (i, j) ->
                    table.stream()
                        .mapToInt(column -> Double.compare(column[i], column[j]))
                        .filter(c -> c != 0)
                        .findFirst()
                        .orElse(0))
            .mapToInt(i -> i)
            .toArray();
    columns.forEach(
        column ->
            arrays.put(
                column, Arrays.stream(order).mapToDouble(i -> arrays.get(column)[i]).toArray()));
  }
}
