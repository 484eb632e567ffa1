package dev.weft.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Op;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Edge data are kept in the order of kernels that read them again, and nobody sees a difference.
 */
final class EdgeOrderTest {
  private static final int NODES = 30;
  private static final int EDGES = 200;

  private final Compiler compiler = Compiler.on(Backends.named("portable"));
  private final Random random = new Random(5);
  private final NodeSet nodes = NodeSet.of("node", NODES);
  private final EdgeList list =
      EdgeList.of(
          "node:to:node",
          nodes,
          nodes,
          Coo.of(
              NODES,
              NODES,
              random.ints(EDGES, 0, NODES).toArray(),
              random.ints(EDGES, 0, NODES).toArray()));
  private final Edges edges = Edges.of(list);
  private final Tensor x = rows(nodes, 4);

  private Tensor rows(Space space, int width) {
    float[] elements = new float[(int) space.size() * width];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = random.nextFloat() - 0.5f;
    }
    return Tensor.of(space, Shape.of(width), elements);
  }

  /** The first run meets edges by their ids, the third in order. */
  private void staysTheSame(Supplier<Tensor> expression) {
    double[] first = run(expression.get());
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(first, run(expression.get()), 0);
    }
  }

  private double[] run(Tensor tensor) {
    return compiler.run(List.of(tensor), List.of()).getFirst().doubles();
  }

  private String plan(Tensor tensor) {
    return compiler.explain(List.of(tensor), List.of()).toString();
  }

  @Test
  void aWeightedSumGivesTheSameBitsInBothDirections() {
    Tensor weight = rows(list, 1);
    staysTheSame(() -> edges.sum(edges.src(x).times(weight)));
    staysTheSame(() -> edges.reverse().sum(edges.dst(x).times(weight)));
    String text = plan(edges.sum(edges.src(x).times(weight)));
    assertTrue(text.contains("edge data kept in this order too, 800 B"), text);
  }

  @Test
  void whatNeedsEdgeIdsKeepsThem() {
    Tensor weight = rows(list, 1);
    List<Supplier<Tensor>> expressions =
        List.of(
            () -> edges.src(x).times(weight),
            () -> edges.src(x).times(weight).arg(list, Op.End.DST, Reduction.MAX),
            () -> edges.sum(weight.times(Tensor.random(Seed.of(1), list, Shape.of(1)))),
            () ->
                edges
                    .src(x)
                    .times(weight)
                    .reduce(list, Op.End.DST, Reduction.MAX)
                    .sum()
                    .sumRows()
                    .gradients(List.of(x))
                    .getFirst());
    for (Supplier<Tensor> expression : expressions) {
      staysTheSame(expression);
    }
    assertFalse(plan(expressions.get(1).get()).contains("kept in this order"));
    assertFalse(plan(expressions.get(2).get()).contains("kept in this order"));
  }

  @Test
  void wideRowsAreReadWhereTheyLie() {
    Tensor wide = rows(list, 9);
    assertFalse(plan(edges.sum(wide)).contains("kept in this order"));
    staysTheSame(() -> edges.sum(wide));
  }

  @Test
  void aConstantSeenAsEdgeRowsIsReadWhereItLies() {
    Tensor weight = rows(Space.ONE, EDGES).asRows().reshape(1).in(list);
    staysTheSame(() -> edges.sum(edges.src(x).times(weight)));
    assertFalse(plan(edges.sum(edges.src(x).times(weight))).contains("kept in this order"));
  }

  @Test
  void aParameterOfTheEdgesIsReadAsItIsNow() {
    Parameter weight =
        Parameter.of("w", Parameter.Kind.TRAINED, list, Shape.of(1), new float[EDGES]);
    for (int i = 1; i <= 6; i++) {
      compiler.run(List.of(), List.of(new Update(weight, weight.read().plus(1))));
      double[] sums = run(edges.sum(weight.read()));
      for (int node = 0; node < NODES; node++) {
        assertEquals(i * (double) list.in().degree(node), sums[node]);
      }
    }
  }
}
