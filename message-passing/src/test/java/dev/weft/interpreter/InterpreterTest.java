package dev.weft.interpreter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.CustomOp;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Op.End;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import dev.weft.tensor.Value;
import dev.weft.testing.GradientCheck;
import dev.weft.testing.Graphs;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

final class InterpreterTest {
  private static final double NAN = Double.NaN;
  private static final Interpreter INTERPRETER = new Interpreter();

  private static double[] doubles(Tensor x) {
    return GradientCheck.doubles(x);
  }

  private static Tensor onEdges(EdgeList g, double... elements) {
    return Tensor.of(g, Shape.SCALAR, elements);
  }

  private static EdgeList star(int edges) {
    return Graphs.homogeneous("star", 2, new int[edges], new int[edges]);
  }

  @Test
  void tiesGoToTheLowestEdge() {
    Tensor x = onEdges(star(4), 1, 3, 3, 2);
    assertArrayEquals(
        new double[] {1, -1}, doubles(x.arg((EdgeList) x.space(), End.DST, Reduction.MAX)));
    assertArrayEquals(
        new double[] {0, 1, 0, 0},
        doubles(
            Edges.of((EdgeList) x.space())
                .max(x)
                .gradients(
                    List.of(x), Tensor.of(((EdgeList) x.space()).dst(), Shape.SCALAR, 1f, 1f))
                .getFirst()));
  }

  @Test
  void theFirstNanWinsMaxAndMin() {
    Tensor x = onEdges(star(4), 1, NAN, 5, NAN);
    EdgeList g = (EdgeList) x.space();
    assertArrayEquals(new double[] {1, -1}, doubles(x.arg(g, End.DST, Reduction.MAX)));
    assertArrayEquals(new double[] {1, -1}, doubles(x.arg(g, End.DST, Reduction.MIN)));
    assertArrayEquals(new double[] {NAN, 0}, doubles(Edges.of(g).max(x)));
  }

  @Test
  void aChosenEdgeIsAnInteger() {
    EdgeList g = star(2);
    Value value =
        INTERPRETER
            .run(List.of(onEdges(g, 1, 2).arg(g, End.DST, Reduction.MAX)), List.of())
            .getFirst();
    assertEquals(DType.INT32, value.storage().dtype());
  }

  @Test
  void softmaxDoesNotOverflow() {
    EdgeList g = star(2);
    assertArrayEquals(new double[] {0.5, 0.5}, doubles(Edges.of(g).softmax(onEdges(g, 1e4, 1e4))));
  }

  @Test
  void productsOfOthersAreExactWithZeros() {
    EdgeList g = star(3);
    for (double[] factors : new double[][] {{2, 0, 5}, {0, 0, 5}, {2, 3, 5}}) {
      Tensor x = onEdges(g, factors);
      double[] expected = {
        factors[1] * factors[2], factors[0] * factors[2], factors[0] * factors[1]
      };
      assertArrayEquals(
          expected,
          doubles(
              Edges.of(g)
                  .prod(x)
                  .gradients(List.of(x), Tensor.of(g.dst(), Shape.SCALAR, 1f, 1f))
                  .getFirst()));
      Tensor row = Tensor.of(new Space.Rows(1), Shape.of(3), factors);
      assertArrayEquals(
          expected,
          doubles(row.fold(Reduction.PROD).sum().sumRows().gradients(List.of(row)).getFirst()));
    }
  }

  @Test
  void equalMaximaWithinARowShareTheGradient() {
    Tensor x = Tensor.of(new Space.Rows(1), Shape.of(3), 2f, 1, 2);
    assertArrayEquals(
        new double[] {0.5, 0, 0.5}, doubles(x.max().sumRows().gradients(List.of(x)).getFirst()));
    Tensor y = Tensor.of(new Space.Rows(3), Shape.SCALAR, 2f, 1, 2);
    assertArrayEquals(
        new double[] {0.5, 0, 0.5}, doubles(y.maxRows().gradients(List.of(y)).getFirst()));
    Tensor zero = Tensor.of(new Space.Rows(1), Shape.SCALAR, 0f);
    assertArrayEquals(
        new double[] {0.5},
        doubles(zero.max(Tensor.literal(0)).sumRows().gradients(List.of(zero)).getFirst()));
  }

  @Test
  void reductionsOverNothingAreDefined() {
    Tensor none = Tensor.of(new Space.Rows(0), Shape.of(2), new float[0]);
    for (Tensor y : List.of(none.sumRows(), none.meanRows(), none.maxRows(), none.minRows())) {
      assertArrayEquals(new double[] {0, 0}, doubles(y));
    }
    Tensor empty = Tensor.of(new Space.Rows(1), Shape.of(0), new float[0]);
    assertArrayEquals(new double[] {0}, doubles(empty.max()));
    assertArrayEquals(new double[] {1}, doubles(empty.fold(Reduction.PROD)));
    assertArrayEquals(new double[] {0}, doubles(empty.mean()));
  }

  @Test
  void randomNumbersAreThoseOfTheKernels() {
    Seed seed = Seed.of(3);
    long key = CounterRandom.expand(seed.key());
    double[] rows = doubles(Tensor.random(seed, new Space.Rows(2), Shape.of(3)));
    for (int i = 0; i < 6; i++) {
      assertEquals(CounterRandom.uniform(key, i), rows[i]);
    }
    EdgeList g = Graphs.bipartite("g", 2, 3, new int[] {1, 0}, new int[] {2, 1});
    assertArrayEquals(new double[] {rows[5], rows[1]}, doubles(Tensor.randomByPair(seed, g)));
  }

  @Test
  void sparseDropoutDrawsWhatDenseDropoutDraws() {
    EdgeList g =
        Graphs.bipartite("bag", 3, 4, new int[] {0, 0, 1, 2, 2}, new int[] {1, 3, 0, 2, 3});
    SparseTensor sparse = new SparseTensor(g, onEdges(g, 1, 2, 3, 4, 5));
    Seed seed = Seed.of(9);
    assertArrayEquals(
        doubles(sparse.toDense().dropout(0.5, seed)), doubles(sparse.dropout(0.5, seed).toDense()));
  }

  @Test
  void rowNormalisationKeepsRowsOfZeros() {
    EdgeList g = Graphs.bipartite("bag", 3, 2, new int[] {0, 0, 2}, new int[] {0, 1, 1});
    SparseTensor sparse = new SparseTensor(g, onEdges(g, 1, 3, 0)).rowNormalized();
    assertArrayEquals(new double[] {0.25, 0.75, 0, 0, 0, 0}, doubles(sparse.toDense()));
  }

  @Test
  void updatesAreAppliedTogetherAfterAllOutputs() {
    Parameter a =
        Parameter.of("a", Parameter.Kind.TRAINED, Space.ONE, Shape.SCALAR, new float[] {1});
    Parameter b =
        Parameter.of("b", Parameter.Kind.TRAINED, Space.ONE, Shape.SCALAR, new float[] {2});
    Tensor sum = a.read().plus(b.read());
    List<Value> values =
        INTERPRETER.run(List.of(sum), List.of(new Update(a, b.read()), new Update(b, a.read())));
    assertEquals(3, values.getFirst().doubles()[0]);
    assertEquals(2, a.value().doubles()[0]);
    assertEquals(1, b.value().doubles()[0]);
    assertEquals(1, a.version());
    assertEquals(DType.FLOAT64, a.value().storage().dtype());
  }

  @Test
  void readingAParameterThatMovedNamesTheCure() {
    Parameter w =
        Parameter.of(
            "layers.0.weight", Parameter.Kind.TRAINED, Space.ONE, Shape.SCALAR, new float[] {1});
    Tensor before = w.read().times(2);
    w.assign(Value.copyOf(new float[] {5}, 1, 1));
    IllegalStateException error = assertThrows(IllegalStateException.class, () -> doubles(before));
    assertEquals(
        "Parameter layers.0.weight: an expression read version=0, but it is at version=1 now; expected no step in between. Name the tensor in the step, step(loss, logits), or evaluate it before the step, or build it again.",
        error.getMessage());
    assertEquals(10, doubles(w.read().times(2))[0]);
  }

  @Test
  void aKeptValueIsReadInsteadOfComputed() {
    Parameter w =
        Parameter.of("w", Parameter.Kind.TRAINED, Space.ONE, Shape.SCALAR, new float[] {1});
    Tensor logits = w.read().times(2);
    logits.keep(Value.copyOf(new double[] {7}, 1, 1));
    w.assign(Value.copyOf(new float[] {5}, 1, 1));
    assertEquals(8, doubles(logits.plus(1))[0]);
  }

  @Test
  void deepExpressionsNeedNoStack() {
    Tensor x = Tensor.of(new Space.Rows(1), Shape.SCALAR, 1f);
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) {
      y = y.plus(x);
    }
    assertEquals(100_001, doubles(y)[0]);
    assertEquals(100_001, doubles(y.sumRows().gradients(List.of(x)).getFirst())[0]);
  }

  @Test
  void storedTypesAreConverted() {
    for (DType dtype : DType.values()) {
      assertArrayEquals(
          new double[] {2, 1},
          doubles(Tensor.of(new Space.Rows(2), Shape.SCALAR, dtype, 1, 0).plus(1)),
          dtype.name());
    }
  }

  @Test
  void explainListsEveryOperator() {
    String text =
        INTERPRETER.explain(List.of(Tensor.of(new float[][] {{1, 2}}).exp()), List.of()).toString();
    assertTrue(text.contains("Unary EXP") && text.contains("16 bytes"), text);
  }

  /** x², to try the open door. */
  private static final class Square implements CustomOp {
    @Override
    public String name() {
      return "square";
    }

    @Override
    public void forward(List<HostStorage> inputs, HostStorage y) {
      HostStorage x = inputs.getFirst();
      for (long i = 0; i < x.rows() * x.width(); i++) {
        double value = x.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, i);
        y.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, i, value * value);
      }
    }

    @Override
    public List<Tensor> vjp(List<Tensor> inputs, Tensor output, Tensor gradient) {
      return List.of(gradient.times(inputs.getFirst()).times(2));
    }
  }

  @Test
  void customOperatorsRunAndDifferentiate() {
    GradientCheck.first(
        "square",
        4,
        in -> {
          Tensor x = in.any(new Space.Rows(3), 2).exp();
          return Tensor.custom(new Square(), x.space(), x.shape(), x).tanh();
        });
  }

  @Test
  void noGradientFlowsThroughDetachAndIntegers() {
    Tensor x = Tensor.of(new Space.Rows(1), Shape.SCALAR, 3f);
    assertArrayEquals(
        new double[] {3}, doubles(x.times(x.detach()).sumRows().gradients(List.of(x)).getFirst()));
    Tensor labels = Tensor.of(new Space.Rows(2), Shape.SCALAR, new int[] {1, 2});
    assertArrayEquals(
        new double[] {0, 0},
        doubles(labels.times(2).sumRows().gradients(List.of(labels)).getFirst()));
  }

  @Test
  void updatesCarriedByAnExpressionPassGradientsThrough() {
    Parameter mean =
        Parameter.of("mean", Parameter.Kind.STATE, Space.ONE, Shape.SCALAR, new float[] {0});
    Tensor x = Tensor.of(new Space.Rows(1), Shape.SCALAR, 3f);
    Tensor y = x.assigning(new Update(mean, x.meanRows()));
    assertEquals(6, doubles(y.times(y).sumRows().gradients(List.of(x)).getFirst())[0]);
    assertEquals(0, mean.version(), "evaluating assigns nothing");
  }

  @Test
  void whatNothingLeadsToHasZeroGradient() {
    Tensor x = Tensor.of(new Space.Rows(1), Shape.of(2), 3f, 4f);
    Tensor far = Tensor.of(new Space.Rows(2), Shape.of(3), new double[6]);
    Tensor zero = x.sum().sumRows().gradients(List.of(far)).getFirst();
    assertEquals(far.space(), zero.space());
    assertArrayEquals(new double[6], doubles(zero));
  }
}
