package dev.weft.examples.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.graph.Graph;
import dev.weft.graph.Relation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** One operation on the graph of a case: what it gives, by the names of the case's arrays. */
interface Transform {
  Map<String, double[]> of(GoldenCase given, Graph graph);

  // ---- what cases have in common ----

  /** The relation that the setting {@code etype} names, or the only one. */
  static Relation relation(GoldenCase given, Graph graph) {
    JsonNode etype = given.hyper("etype");
    return etype.isMissingNode() || etype.isNull()
        ? graph.relation()
        : graph.relation(edgeType(etype));
  }

  /** A relation's name or its three parts. */
  static String edgeType(JsonNode etype) {
    return etype.isArray()
        ? etype.get(0).asText() + ":" + etype.get(1).asText() + ":" + etype.get(2).asText()
        : etype.asText();
  }

  /** Several relations. */
  static String[] edgeTypes(JsonNode etypes) {
    String[] names = new String[etypes.size()];
    Arrays.setAll(names, i -> edgeType(etypes.get(i)));
    return names;
  }

  /**
   * Ids of nodes by type: the array of this name for the only type or the one of setting {@code
   * ntype}, else those with a type behind.
   */
  static Map<String, int[]> nodes(GoldenCase given, Graph graph, String array) {
    String type =
        given.hyper("ntype", graph.nodeTypes().size() == 1 ? graph.nodeTypes().getFirst() : "");
    return ids(given, array, type);
  }

  /**
   * Ids of edges by relation: the array of this name for the only relation or the one of setting
   * {@code etype}, else those with a relation behind.
   */
  static Map<String, int[]> edges(GoldenCase given, Graph graph, String array) {
    return ids(given, array, given.has(array) ? relation(given, graph).type().toString() : "");
  }

  private static Map<String, int[]> ids(GoldenCase given, String array, String only) {
    if (given.has(array)) {
      return Map.of(only, given.ints(array));
    }
    Map<String, int[]> ids = new HashMap<>();
    given
        .names(array + ".")
        .forEach(name -> ids.put(name.substring(array.length() + 1), given.ints(name)));
    if (ids.isEmpty()) {
      throw new UnknownCase("no array " + array);
    }
    return ids;
  }

  /** Settings about data that no case records. */
  static void ignoreData(GoldenCase given) {
    List.of("copy_ndata", "copy_edata", "share_ndata", "share_edata").forEach(given::hyper);
  }

  /**
   * The arrays of the relation that the setting {@code etype} names; without it those of every
   * relation, its name behind theirs in a heterograph.
   */
  static Map<String, double[]> perRelation(
      GoldenCase given, Graph graph, Function<Relation, Map<String, double[]>> arrays) {
    if (!given.hyper("etype").isMissingNode()) {
      return arrays.apply(relation(given, graph));
    }
    Map<String, double[]> out = new TreeMap<>();
    for (Relation relation : graph.relations()) {
      String suffix = GraphArrays.isTyped(graph) ? "." + relation.type().relation() : "";
      arrays.apply(relation).forEach((name, elements) -> out.put(name + suffix, elements));
    }
    return out;
  }

  static double[] doubles(int... values) {
    return Arrays.stream(values).asDoubleStream().toArray();
  }

  static double[] doubles(long... values) {
    return Arrays.stream(values).asDoubleStream().toArray();
  }

  static double[] doubles(float... values) {
    double[] out = new double[values.length];
    Arrays.setAll(out, i -> values[i]);
    return out;
  }
}
