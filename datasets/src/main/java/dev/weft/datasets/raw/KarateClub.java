package dev.weft.datasets.raw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jgrapht.Graph;
import org.jgrapht.generate.NamedGraphGenerator;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleGraph;

/**
 * The friendships in a karate club of 34 that split in two (Zachary 1977), out of JGraphT's
 * generator: nothing to download.
 *
 * <p>78 friendships in both directions; node 0 is the instructor, Mr. Hi, node 33 the officer. The
 * class of a node is the club it joined afterwards, as in NetworkX; its feature is its own
 * identity. No public split.
 */
public final class KarateClub {
  /** Nodes that joined the officer's club, as NetworkX records them. */
  private static final int[] OFFICERS = {
    9, 14, 15, 18, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33
  };

  /** Zachary's number of every node, in the order in which JGraphT's generator first meets them. */
  private static final int[] IDS = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 17, 19, 21, 31, 30, 9, 27, 28, 32, 16, 33, 14, 15,
    18, 20, 22, 23, 25, 29, 24, 26
  };

  private KarateClub() {}

  /** The club. */
  public static RawNodes generate() {
    Iterator<Integer> ids = Arrays.stream(IDS).iterator();
    Graph<Integer, DefaultEdge> club = new SimpleGraph<>(ids::next, DefaultEdge::new, false);
    new NamedGraphGenerator<Integer, DefaultEdge>().generateZacharyKarateClubGraph(club);
    int n = club.vertexSet().size();
    List<DefaultEdge> edges = new ArrayList<>(club.edgeSet());
    int[] src = edges.stream().mapToInt(club::getEdgeSource).toArray();
    int[] dst = edges.stream().mapToInt(club::getEdgeTarget).toArray();
    int[] labels = new int[n];
    for (int v : OFFICERS) {
      labels[v] = 1;
    }
    return new RawNodes(
        n,
        new Arcs(src, dst).toBidirected(),
        identity(n),
        labels,
        List.of("Mr. Hi", "Officer"),
        List.of(),
        List.of());
  }

  private static RawFeatures identity(int n) {
    int[] indptr = new int[n + 1];
    Arrays.setAll(indptr, i -> i);
    int[] indices = Arrays.copyOf(indptr, n);
    float[] values = new float[n];
    Arrays.fill(values, 1);
    return new RawFeatures.SparseRows(n, n, indptr, indices, values);
  }
}
