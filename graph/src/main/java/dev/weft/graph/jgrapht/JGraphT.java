package dev.weft.graph.jgrapht;

import dev.weft.graph.Columns;
import dev.weft.graph.Graph;
import dev.weft.graph.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Graphs from JGraphT and back. */
public final class JGraphT {
  private JGraphT() {}

  /**
   * A graph made from JGraphT's.
   *
   * @param graph node i is {@code vertices.get(i)}
   * @param vertices in the order in which JGraphT lists them
   * @param edges the edge that every edge id stands for; in an undirected graph each is there twice
   */
  public record Imported<V, E>(Graph graph, List<V> vertices, List<E> edges) {}

  /**
   * The graph with the same vertices and edges, in the order in which JGraphT lists them. An
   * undirected graph gives both directions: first every edge from its source to its target, then
   * every edge back; a loop is there once. A weighted graph's weights become the edge column {@code
   * weight}.
   */
  public static <V, E> Imported<V, E> fromJGraphT(org.jgrapht.Graph<V, E> source) {
    List<V> vertices = List.copyOf(source.vertexSet());
    Map<V, Integer> ids = HashMap.newHashMap(vertices.size());
    vertices.forEach(vertex -> ids.put(vertex, ids.size()));
    List<E> edges = new ArrayList<>(source.edgeSet());
    int forward = edges.size();
    if (!source.getType().isDirected()) {
      source.edgeSet().stream().filter(edge -> !isLoop(source, edge)).forEach(edges::add);
    }
    int[] src = new int[edges.size()];
    int[] dst = new int[edges.size()];
    float[] weight = new float[edges.size()];
    for (int i = 0; i < src.length; i++) {
      int from = ids.get(source.getEdgeSource(edges.get(i)));
      int to = ids.get(source.getEdgeTarget(edges.get(i)));
      src[i] = i < forward ? from : to;
      dst[i] = i < forward ? to : from;
      weight[i] = (float) source.getEdgeWeight(edges.get(i));
    }
    Graph graph = Graph.of(vertices.size(), src, dst);
    if (source.getType().isWeighted()) {
      graph = graph.withEdgeData("weight", Columns.of("weight", graph.relation().edges(), weight));
    }
    return new Imported<>(graph, vertices, List.copyOf(edges));
  }

  private static <V, E> boolean isLoop(org.jgrapht.Graph<V, E> graph, E edge) {
    return graph.getEdgeSource(edge).equals(graph.getEdgeTarget(edge));
  }

  /**
   * A directed, read-only view of the only relation for JGraphT's algorithms; nothing is copied.
   *
   * @throws IllegalArgumentException when the relation joins different node types
   */
  public static CsrView toJGraphT(Graph graph) {
    return toJGraphT(graph.relation());
  }

  /**
   * A directed, read-only view of a relation for JGraphT's algorithms; nothing is copied.
   *
   * @throws IllegalArgumentException when the relation joins different node types
   */
  public static CsrView toJGraphT(Relation relation) {
    return new CsrView(relation);
  }
}
