package dev.weft.graph.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.Columns;
import dev.weft.graph.EdgeArrays;
import dev.weft.graph.EdgeOrder;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.Relation;
import dev.weft.graph.Samples;
import dev.weft.kernels.lang.Reduction;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every graph, on the corner cases and on random ones. */
final class TransformPropertiesTest {

  private static Stream<Arguments> corners() {
    return Samples.corners().entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void batchThenUnbatchIsTheIdentity(int seed) {
    Random random = new Random(seed);
    List<Graph> graphs =
        Stream.generate(() -> Samples.hetero(random)).limit(1 + random.nextInt(4)).toList();
    Graph batch = Batches.batch(graphs);
    assertEquals(graphs.size(), batch.batchSize(), "seed " + seed);
    List<Graph> again = Batches.unbatch(batch);
    for (int i = 0; i < graphs.size(); i++) {
      assertEquals(withoutMetadata(graphs.get(i)), withoutMetadata(again.get(i)), "seed " + seed);
      assertEquals(
          withoutMetadata(graphs.get(i)),
          withoutMetadata(Batches.sliceBatch(batch, i)),
          "seed " + seed);
    }
  }

  private static String withoutMetadata(Graph graph) {
    return Samples.dump(graph).replace(graph.metadata().toString(), "");
  }

  @Test
  void aBatchOfBatchesHoldsAllGraphs() {
    Graph one = Samples.homogeneous(new Random(1), 3, 4);
    Graph batch = Batches.batch(Batches.batch(one, one), one);
    assertArrayEquals(new long[] {3, 3, 3}, batch.batchNumNodes());
    assertArrayEquals(new long[] {4, 4, 4}, batch.batchNumEdges());
    assertArrayEquals(
        new int[] {0, 0, 0, 1, 1, 1, 2, 2, 2}, batch.layout().graphOf(batch.nodes()).toArray());
    assertSame(batch.membership(), batch.membership());
  }

  @Test
  void aBatchStaysOneWhenEdgesAreAdded() {
    Graph a = Samples.homogeneous(new Random(1), 3, 4);
    Graph b = Samples.homogeneous(new Random(2), 5, 6);
    List<Graph> parts = Batches.unbatch(SelfLoops.addSelfLoops(Batches.batch(a, b)));
    assertEquals(Samples.dump(SelfLoops.addSelfLoops(a)), Samples.dump(parts.get(0)));
    assertEquals(Samples.dump(SelfLoops.addSelfLoops(b)), Samples.dump(parts.get(1)));
  }

  @Test
  void graphsThatDifferInColumnsAreNotBatched() {
    Graph a = Graph.of(1, new int[0], new int[0]);
    Graph b = a.withNodeData("x", 1f);
    assertEquals(
        "Frames of _N[1] and _N[1]: columns are [] and [x]; expected the same in all. Drop or add columns first.",
        assertThrows(IllegalArgumentException.class, () -> Batches.batch(a, b)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Batches.batch(List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> Batches.batch(a, Samples.hetero(new Random(1))));
  }

  @ParameterizedTest
  @MethodSource("corners")
  void reverseTwiceIsTheIdentity(String name, Graph graph) {
    assertEquals(graph.relation(), graph.reverse().reverse().relation(), name);
    assertArrayEquals(graph.inDegrees(), graph.reverse().outDegrees(), name);
  }

  @ParameterizedTest
  @MethodSource("corners")
  void toBidirectedIsSymmetricAndSimple(String name, Graph graph) {
    Graph both = Reversal.toBidirected(graph);
    EdgeArrays edges = both.query().edges(EdgeOrder.ID);
    boolean[] back = both.query().hasEdges(edges.dst(), edges.src());
    assertTrue(IntStream.range(0, back.length).allMatch(i -> back[i]), name);
    assertFalse(both.query().isMultigraph(), name);
    EdgeArrays old = graph.query().edges(EdgeOrder.ID);
    boolean[] kept = both.query().hasEdges(old.src(), old.dst());
    assertTrue(IntStream.range(0, kept.length).allMatch(i -> kept[i]), name);
  }

  @ParameterizedTest
  @MethodSource("corners")
  void toSimpleCountsEveryEdgeOnce(String name, Graph graph) {
    Simplify.Simple simple = Simplify.toSimple(graph);
    assertFalse(simple.graph().query().isMultigraph(), name);
    assertEquals(
        graph.numEdges(),
        Arrays.stream(Columns.ints(simple.graph().edgeFrame().dense("count"))).sum(),
        name);
  }

  @ParameterizedTest
  @MethodSource("corners")
  void everyNodeGetsOneLoopMore(String name, Graph graph) {
    Graph loops = SelfLoops.addSelfLoops(graph);
    assertEquals(graph.numEdges() + graph.numNodes(), loops.numEdges(), name);
    Graph none = SelfLoops.removeSelfLoops(loops);
    assertFalse(none.query().hasSelfLoops(), name);
    Graph remaining = SelfLoops.addRemainingSelfLoops(graph);
    assertEquals(remaining.numEdges(), SelfLoops.addRemainingSelfLoops(remaining).numEdges(), name);
    int[] all = IntStream.range(0, (int) graph.numNodes()).toArray();
    boolean[] has = remaining.query().hasEdges(all, all);
    assertTrue(IntStream.range(0, has.length).allMatch(i -> has[i]), name);
    assertSame(graph.nodes(), loops.nodes(), name);
  }

  @ParameterizedTest
  @MethodSource("corners")
  void theSubgraphOfAllNodesIsTheGraph(String name, Graph graph) {
    int[] all = IntStream.range(0, (int) graph.numNodes()).toArray();
    Graph same = Subgraphs.nodeSubgraph(graph, all);
    EdgeArrays expected = graph.query().edges(EdgeOrder.SRC_DST);
    EdgeArrays found = same.query().edges(EdgeOrder.SRC_DST);
    assertArrayEquals(expected.src(), found.src(), name);
    assertArrayEquals(expected.dst(), found.dst(), name);
    assertEquals(graph.numEdges(), Subgraphs.inSubgraph(graph, all).numEdges(), name);
    assertEquals(graph.numEdges(), Subgraphs.outSubgraph(graph, all).numEdges(), name);
    assertEquals(0, Subgraphs.removeNodes(graph, all).numNodes(), name);
  }

  @ParameterizedTest
  @MethodSource("corners")
  void aBlockOfAllNodesHasAllEdges(String name, Graph graph) {
    int[] all = IntStream.range(0, (int) graph.numNodes()).toArray();
    Graph block = Blocks.toBlock(graph, all);
    assertEquals(Golden.pairs(graph.relation()), Golden.pairs(block.relation()), name);
    assertEquals(graph.numNodes(), block.srcNodes().size(), name);
    assertEquals(graph.numNodes(), block.dstNodes().size(), name);
  }

  @ParameterizedTest
  @MethodSource("corners")
  void reorderingKeepsTheGraph(String name, Graph graph) {
    for (int[] order : List.of(Reordering.byDegree(graph), Reordering.reverseCuthillMcKee(graph))) {
      Graph moved = Reordering.reorderGraph(graph, order);
      EdgeArrays edges = moved.query().edges(EdgeOrder.ID);
      int[] src = Arrays.stream(edges.src()).map(v -> order[v]).toArray();
      int[] dst = Arrays.stream(edges.dst()).map(v -> order[v]).toArray();
      assertEquals(
          Golden.pairs(graph.relation()).stream().sorted().toList(),
          Golden.pairs(src, dst).stream().sorted().toList(),
          name);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void dataFollowTheirNodesAndEdges(int seed) {
    Graph graph = Samples.homogeneous(new Random(seed), 20, 60);
    Graph part = Subgraphs.nodeSubgraph(graph, 7, 3, 19, 0, 5, 11);
    assertRows(graph.nodeFrame(), part.nodeFrame(), "x");
    assertRows(graph.edgeFrame(), part.edgeFrame(), "w");
    Graph block = Blocks.toBlock(Subgraphs.inSubgraph(graph, 4, 2), 4, 2);
    assertRows(graph.nodeFrame(), block.frame(block.srcNodes()), "x");
  }

  private static void assertRows(Frame whole, Frame part, String name) {
    int[] ids = Columns.ints(part.dense(Graph.ORIGINAL_ID));
    float[] all = Columns.floats(whole.column(name));
    float[] some = Columns.floats(part.column(name));
    int width = part.column(name).shape().width();
    for (int i = 0; i < ids.length; i++) {
      assertArrayEquals(
          Arrays.copyOfRange(all, ids[i] * width, (ids[i] + 1) * width),
          Arrays.copyOfRange(some, i * width, (i + 1) * width));
    }
  }

  @Test
  void loopsTakeTheirDataFromTheFill() {
    Graph graph =
        Graph.of(3, new int[] {0, 1, 0}, new int[] {1, 1, 2}).withEdgeData("w", 1f, 3f, 5f);
    assertArrayEquals(new float[] {1, 3, 5, 1, 1, 1}, weights(graph, Fill.one()));
    assertArrayEquals(
        new float[] {1, 3, 5, 0, 4, 5}, weights(graph, new Fill.InEdges(Reduction.SUM)));
    assertArrayEquals(
        new float[] {1, 3, 5, 0, 2, 5}, weights(graph, new Fill.InEdges(Reduction.MEAN)));
    assertArrayEquals(
        new float[] {1, 3, 5, 0, 3, 5}, weights(graph, new Fill.InEdges(Reduction.MAX)));
    assertArrayEquals(
        new float[] {1, 3, 5, 0, 1, 5}, weights(graph, new Fill.InEdges(Reduction.MIN)));
    assertArrayEquals(new float[] {1, 3, 5, 2, 2, 2}, weights(graph, new Fill.Value(2)));
  }

  private static float[] weights(Graph graph, Fill fill) {
    return Columns.floats(SelfLoops.addSelfLoops(graph, "_E", fill).edgeData("w"));
  }

  @Test
  void parallelEdgesReduceTheirData() {
    Graph graph =
        Graph.of(2, new int[] {1, 0, 1, 0}, new int[] {0, 1, 0, 1})
            .withEdgeData("w", 1f, 2f, 5f, 3f);
    assertArrayEquals(
        new float[] {2, 1}, Columns.floats(Simplify.toSimple(graph).graph().edgeData("w")));
    assertArrayEquals(
        new float[] {5, 6},
        Columns.floats(Simplify.toSimple(graph, Reduction.SUM).graph().edgeData("w")));
    assertArrayEquals(
        new float[] {2.5f, 3},
        Columns.floats(Simplify.toSimple(graph, Reduction.MEAN).graph().edgeData("w")));
  }

  @Test
  void reverseEdgesBetweenTypesGetARelationOfTheirOwn() {
    Graph graph = Samples.hetero(new Random(4));
    Graph both = Reversal.addReverseEdges(graph);
    Relation rates = both.relation("rates");
    Relation back = both.relation("movie:rev_rates:user");
    assertSame(rates.edges(), back.edges());
    assertSame(both.edgeData("rates", "stars"), both.edgeData("rev_rates", "stars"));
    assertEquals(
        2 * graph.numEdges("follows"), both.numEdges("follows") + loops(graph.relation("follows")));
    Graph fewer =
        Subgraphs.removeEdges(
            both, Map.of("rates", IntStream.range(0, (int) rates.numEdges()).toArray()));
    assertEquals(0, fewer.numEdges("rates"));
    assertEquals(rates.numEdges(), fewer.numEdges("rev_rates"));
  }

  private static long loops(Relation relation) {
    return IntStream.range(0, (int) relation.numEdges())
        .filter(e -> relation.coo().rowOf(e) == relation.coo().colOf(e))
        .count();
  }

  @Test
  void anEdgeIntoAnUnlistedDestinationIsNamed() {
    Graph graph = Graph.of(3, new int[] {0, 1}, new int[] {1, 2});
    assertEquals(
        "toBlock: edge 1 of _N:_E:_N enters node 2, which is not among the destinations. Give it, or take inSubgraph of the destinations first.",
        assertThrows(IllegalArgumentException.class, () -> Blocks.toBlock(graph, 1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> Blocks.toBlock(graph, 1, 2, 1));
    Graph block = Blocks.toBlock(graph);
    assertArrayEquals(
        new int[] {1, 2, 0}, Columns.ints(block.frame(block.srcNodes()).dense("_ID")));
  }

  @Test
  void manyEdgesKeepTheirOrder() {
    Random random = new Random(8);
    int[] src = random.ints(600_000, 0, 5).toArray();
    int[] dst = random.ints(600_000, 0, 5).toArray();
    Graph kept = SelfLoops.removeSelfLoops(Graph.of(5, src, dst));
    int[] expected = IntStream.range(0, src.length).filter(e -> src[e] != dst[e]).toArray();
    assertArrayEquals(expected, Columns.ints(kept.edgeFrame().dense(Graph.ORIGINAL_ID)));
  }

  @Test
  void wrongIdsAreNamed() {
    Graph graph = Graph.of(3, new int[] {0, 1}, new int[] {1, 2});
    assertEquals(
        "Transform: node id 3 of type _N (position 1) is out of range [0, 3).",
        assertThrows(IllegalArgumentException.class, () -> Subgraphs.nodeSubgraph(graph, 0, 3))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> Subgraphs.nodeSubgraph(graph, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> Subgraphs.edgeSubgraph(graph, 2));
    assertThrows(IllegalArgumentException.class, () -> Reordering.reorderGraph(graph, 0, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Reordering.reorderGraph(graph, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> Batches.sliceBatch(graph, 1));
    Graph block = Blocks.toBlock(graph);
    assertThrows(IllegalArgumentException.class, () -> SelfLoops.addSelfLoops(block));
  }

  @Test
  void compactedGraphsShareTheirNodes() {
    Graph a = Graph.of(9, new int[] {1}, new int[] {7});
    Graph b = Graph.of(9, new int[] {7}, new int[] {4});
    List<Graph> compact = Compaction.compactGraphs(List.of(a, b), Map.of("_N", new int[] {8}));
    assertSame(compact.get(0).nodes(), compact.get(1).nodes());
    assertArrayEquals(
        new int[] {1, 4, 7, 8}, Columns.ints(compact.get(0).nodeFrame().dense("_ID")));
    assertEquals(List.of("2->1"), Golden.pairs(compact.get(1).relation()));
  }

  @Test
  void aMapOfIdsAgreesWithTheLibrarys() {
    Random random = new Random(6);
    for (long universe : new long[] {10, 1 << 20, Integer.MAX_VALUE}) {
      IdMap map = new IdMap(universe, 16);
      Map<Integer, Integer> expected = new HashMap<>();
      for (int i = 0; i < 20_000; i++) {
        int id =
            random.nextInt((int) Math.min(universe, 30_000)) * (universe > 1 << 20 ? 65_537 : 1);
        int next = expected.size();
        expected.putIfAbsent(id, next);
        assertEquals(expected.get(id), map.add(id), "universe " + universe);
      }
      assertEquals(expected.size(), map.size());
      expected.forEach((id, place) -> assertEquals(place, map.get(id)));
      assertEquals(-1, universe > 10 ? map.get((int) universe - 2) : -1);
      assertNotEquals(0, map.keys().length);
    }
  }
}
