package dev.weft.graph;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Graphs for tests: the corner cases by hand, and random ones by seed. */
public final class Samples {
  private Samples() {}

  /** Small graphs that hold what goes wrong first. */
  public static Map<String, Graph> corners() {
    Map<String, Graph> out = new LinkedHashMap<>();
    out.put("nothing", Graph.of(0, new int[0], new int[0]));
    out.put("one node", Graph.of(1, new int[0], new int[0]));
    out.put("no edges", Graph.of(5, new int[0], new int[0]));
    out.put("one loop", Graph.of(1, new int[] {0}, new int[] {0}));
    out.put("parallel edges", Graph.of(3, new int[] {0, 0, 0, 1}, new int[] {1, 1, 1, 0}));
    out.put("isolated nodes", Graph.of(6, new int[] {1, 4}, new int[] {4, 1}));
    out.put("hub", Graph.of(40, range(1, 40), new int[39]));
    out.put("star", Graph.of(40, new int[39], range(1, 40)));
    out.put("random", homogeneous(new Random(1), 23, 111));
    return out;
  }

  private static int[] range(int from, int to) {
    int[] out = new int[to - from];
    Arrays.setAll(out, i -> from + i);
    return out;
  }

  /** Random multigraph with loops, an edge weight and node features of odd width. */
  public static Graph homogeneous(Random random, int nodes, int edges) {
    int[] src = random.ints(edges, 0, nodes).toArray();
    int[] dst = random.ints(edges, 0, nodes).toArray();
    float[][] x = new float[nodes][7];
    for (float[] row : x) {
      for (int j = 0; j < row.length; j++) {
        row[j] = random.nextFloat();
      }
    }
    float[] w = new float[edges];
    for (int i = 0; i < edges; i++) {
      w[i] = random.nextFloat();
    }
    return Graph.of(nodes, src, dst).withNodeData("x", x).withEdgeData("w", w);
  }

  /** Two node types, three relations of which one is empty, and a column of every kind. */
  public static Graph hetero(Random random) {
    int users = 1 + random.nextInt(9);
    int movies = 1 + random.nextInt(9);
    int rates = random.nextInt(30);
    Graph graph =
        Graph.builder()
            .nodes("user", users)
            .nodes("movie", movies)
            .edges(
                "user:rates:movie",
                random.ints(rates, 0, users).toArray(),
                random.ints(rates, 0, movies).toArray())
            .edges(
                "user:follows:user",
                random.ints(7, 0, users).toArray(),
                random.ints(7, 0, users).toArray())
            .edges("movie:sequel of:movie", new int[0], new int[0])
            .metadata("made by", "a test, ä")
            .build();
    NodeSet user = graph.nodes("user");
    for (DType dtype : DType.values()) {
      double[] values = random.doubles(users * 6L, -3, 4).map(Math::rint).toArray();
      graph =
          graph.withNodeData(
              "user", "all " + dtype, Columns.of("v", user, dtype, Shape.of(2, 3), values));
      graph =
          graph.withNodeData(
              "user",
              "one " + dtype,
              Columns.of("v", user, dtype, Shape.SCALAR, Arrays.copyOf(values, users)));
    }
    int[] row = random.ints(11, 0, users).toArray();
    int[] col = random.ints(11, 0, 5).toArray();
    float[] words = new float[11];
    Arrays.fill(words, 0.5f);
    graph =
        graph.withNodeData(
            "user", "words", Columns.sparse("words", user, Coo.of(users, 5, row, col), words));
    String[] names = new String[movies];
    Arrays.setAll(names, i -> "film ".repeat(i % 3) + "ü");
    graph =
        graph.withFrame(
            graph
                .nodeFrame("movie")
                .with("title", TextColumn.of("title", graph.nodes("movie"), names)));
    int[] codes = new int[movies];
    Arrays.setAll(codes, i -> i % 3 - 1);
    graph =
        graph.withNodeData(
            "movie",
            "genre",
            new CategoryColumn(
                Columns.of("genre", graph.nodes("movie"), codes), List.of("war", "art")));
    graph =
        graph.withNodeData(
            "movie",
            "nothing",
            Columns.of("nothing", graph.nodes("movie"), new float[0], Shape.of(0)));
    float[] stars = new float[rates];
    Arrays.fill(stars, 3);
    return graph.withEdgeData(
        "rates", "stars", Columns.of("stars", graph.relation("rates").edges(), stars));
  }

  /** Everything a graph says, as text: equal for equal graphs. */
  public static String dump(Graph graph) {
    StringBuilder out = new StringBuilder(graph + " " + graph.metadata() + "\n");
    for (String type : graph.nodeTypes()) {
      out.append(type)
          .append(Arrays.toString(graph.batchNumNodes(type)))
          .append(dump(graph.nodeFrame(type)))
          .append('\n');
    }
    for (Relation relation : graph.relations()) {
      EdgeArrays edges = relation.query().edges(EdgeOrder.ID);
      out.append(relation.type())
          .append(Arrays.toString(edges.src()))
          .append(Arrays.toString(edges.dst()));
      out.append(dump(graph.frame(relation.edges()))).append('\n');
    }
    return out.toString();
  }

  private static String dump(Frame frame) {
    StringBuilder out = new StringBuilder();
    frame
        .columns()
        .forEach(
            (name, column) ->
                out.append("\n  ")
                    .append(name)
                    .append(' ')
                    .append(column.dtype())
                    .append(column.shape())
                    .append(Arrays.toString(Columns.doubles(column)))
                    .append(column instanceof CategoryColumn c ? c.categories() : ""));
    frame
        .texts()
        .forEach(
            (name, text) ->
                out.append("\n  ").append(name).append(Arrays.toString(text.toArray())));
    return out.toString();
  }
}
