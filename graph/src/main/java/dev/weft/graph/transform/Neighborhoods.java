package dev.weft.graph.transform;

import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.kernels.sparse.Csr;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What lies within k steps of some nodes. */
public final class Neighborhoods {
  private Neighborhoods() {}

  /**
   * The subgraph around some nodes.
   *
   * @param graph its nodes are in the order of their former ids, which stand in {@code _ID}
   * @param seeds by node type, the new id of every seed
   */
  public record Neighborhood(Graph graph, Map<String, int[]> seeds) {
    /** The new ids of the seeds of the only node type. */
    public int[] seedIds() {
      return seeds.get(graph.nodes().type()).clone();
    }
  }

  /** As {@link #khopInSubgraph(Graph, Map, int)} for the only node type. */
  public static Neighborhood khopInSubgraph(Graph graph, int[] seeds, int hops) {
    return khopInSubgraph(graph, Inputs.only(graph, seeds), hops);
  }

  /**
   * All nodes that reach the seeds within {@code hops} steps, and all edges between them. 0 hops
   * give the seeds.
   */
  public static Neighborhood khopInSubgraph(Graph graph, Map<String, int[]> seeds, int hops) {
    return around(graph, seeds, hops, Step.AGAINST);
  }

  /** As {@link #khopOutSubgraph(Graph, Map, int)} for the only node type. */
  public static Neighborhood khopOutSubgraph(Graph graph, int[] seeds, int hops) {
    return khopOutSubgraph(graph, Inputs.only(graph, seeds), hops);
  }

  /**
   * All nodes that the seeds reach within {@code hops} steps, and all edges between them. 0 hops
   * give the seeds.
   */
  public static Neighborhood khopOutSubgraph(Graph graph, Map<String, int[]> seeds, int hops) {
    return around(graph, seeds, hops, Step.ALONG);
  }

  private enum Step {
    ALONG,
    AGAINST
  }

  private static Neighborhood around(Graph graph, Map<String, int[]> seeds, int hops, Step step) {
    if (hops < 0) {
      throw new IllegalArgumentException("khop subgraph: hops=" + hops + "; expected 0 or more.");
    }
    Map<NodeSet, int[]> checked = Inputs.nodes(Inputs.noBlock(graph), seeds);
    Map<NodeSet, IdMap> seen = new IdentityHashMap<>();
    for (String type : graph.nodeTypes()) {
      NodeSet set = graph.nodes(type);
      seen.put(set, new IdMap(set.size(), checked.getOrDefault(set, new int[0]).length));
    }
    checked.forEach((set, ids) -> Arrays.stream(ids).forEach(seen.get(set)::add));
    Map<NodeSet, Integer> done = new IdentityHashMap<>();
    seen.keySet().forEach(set -> done.put(set, 0));
    for (int hop = 0; hop < hops; hop++) {
      expand(graph, seen, done, step);
    }
    return induced(graph, checked, seen);
  }

  /** Adds the neighbours of every node that came in the last step. */
  private static void expand(
      Graph graph, Map<NodeSet, IdMap> seen, Map<NodeSet, Integer> done, Step step) {
    Map<NodeSet, int[]> frontier = new IdentityHashMap<>();
    seen.forEach(
        (set, map) -> frontier.put(set, Arrays.copyOfRange(map.keys(), done.get(set), map.size())));
    seen.forEach((set, map) -> done.put(set, map.size()));
    for (Relation relation : graph.relations()) {
      Relation walked = step == Step.ALONG ? relation : relation.reverse();
      Csr out = walked.out();
      IdMap reached = seen.get(walked.dst());
      for (int u : frontier.get(walked.src())) {
        for (long p = out.start(u); p < out.start(u + 1L); p++) {
          reached.add(out.column(p));
        }
      }
    }
  }

  private static Neighborhood induced(
      Graph graph, Map<NodeSet, int[]> seeds, Map<NodeSet, IdMap> seen) {
    Map<String, int[]> nodes = new HashMap<>();
    Map<String, int[]> places = new TreeMap<>();
    seen.forEach(
        (set, map) -> {
          int[] ascending = map.keys();
          Arrays.sort(ascending);
          nodes.put(set.type(), ascending);
          int[] own = seeds.getOrDefault(set, new int[0]);
          places.put(
              set.type(),
              Arrays.stream(own).map(id -> Arrays.binarySearch(ascending, id)).toArray());
        });
    return new Neighborhood(Subgraphs.nodeSubgraph(graph, nodes), Map.copyOf(places));
  }
}
