package dev.weft.autograd;

import static dev.weft.graph.Space.ONE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.compile.Compiler;
import dev.weft.graph.EdgeList;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Op.End;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import dev.weft.testing.GradientCheck;
import dev.weft.testing.GradientCheck.Inputs;
import dev.weft.testing.Graphs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator against finite differences, on every corner-case graph. */
final class DerivativesTest {
  private static final long SEED = 20;

  /** An expression on a graph. */
  @FunctionalInterface
  interface OnGraph {
    Tensor build(EdgeList g, Inputs in);
  }

  /** A named expression; {@code smooth} ones are differentiated twice too. */
  record Case(String name, boolean smooth, OnGraph expression) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case smooth(String name, OnGraph expression) {
    return new Case(name, true, expression);
  }

  private static Case once(String name, OnGraph expression) {
    return new Case(name, false, expression);
  }

  static Stream<Case> cases() {
    List<Case> all = new ArrayList<>();
    all.addAll(unary());
    all.addAll(binary());
    all.addAll(rows());
    all.addAll(graph());
    all.addAll(dense());
    return all.stream();
  }

  private static List<Case> unary() {
    return List.of(
        smooth("neg", (g, in) -> in.any(g.src(), 3).neg()),
        once("abs", (g, in) -> in.any(g.src(), 3).abs()),
        once(
            "sign and rounding",
            (g, in) -> {
              Tensor x = in.any(g.src(), 3);
              return x.sign().plus(x.floor()).plus(x.ceil()).plus(x.round()).plus(x);
            }),
        smooth("exp", (g, in) -> in.any(g.src(), 3).exp()),
        smooth("expm1", (g, in) -> in.any(g.src(), 3).expm1()),
        smooth("log", (g, in) -> in.positive(g.src(), 3).log()),
        smooth("log1p", (g, in) -> in.positive(g.src(), 3).log1p()),
        smooth("sqrt", (g, in) -> in.positive(g.src(), 3).sqrt()),
        smooth("reciprocal", (g, in) -> in.positive(g.src(), 3).reciprocal()),
        smooth("sin", (g, in) -> in.any(g.src(), 3).sin()),
        smooth("cos", (g, in) -> in.any(g.src(), 3).cos()),
        smooth("tanh", (g, in) -> in.any(g.src(), 3).tanh()),
        smooth("sigmoid", (g, in) -> in.any(g.src(), 3).sigmoid()),
        smooth("erf", (g, in) -> in.any(g.src(), 3).erf()));
  }

  private static List<Case> binary() {
    return List.of(
        smooth("plus broadcast", (g, in) -> in.any(g.src(), 4, 1).plus(in.any(g.src(), 3))),
        smooth("minus a constant", (g, in) -> in.any(g.src(), 3).minus(in.any(ONE, 2, 3))),
        smooth("times a constant", (g, in) -> in.any(ONE).times(in.any(g.src(), 3))),
        smooth(
            "times itself",
            (g, in) -> {
              Tensor x = in.any(g.src(), 3);
              return x.times(x);
            }),
        smooth(
            "dividedBy broadcast",
            (g, in) -> in.any(g.src(), 2, 3).dividedBy(in.positive(g.src(), 1))),
        smooth("pow of both", (g, in) -> in.positive(g.src(), 3).pow(in.positive(g.src(), 1))),
        smooth("cube", (g, in) -> in.any(g.src(), 3).pow(3)),
        smooth("square", (g, in) -> in.any(g.src(), 3).pow(2)),
        once("max of two", (g, in) -> in.any(g.src(), 3).max(in.any(g.src(), 3))),
        once("min with a constant", (g, in) -> in.any(g.src(), 3).min(in.any(ONE, 1))),
        once(
            "comparisons are flat",
            (g, in) -> {
              Tensor x = in.any(g.src(), 3);
              return x.gt(0).plus(x.le(x)).times(x);
            }),
        once(
            "select",
            (g, in) -> in.any(g.src(), 3).gt(0).select(in.any(g.src(), 3).exp(), in.any(ONE, 1))));
  }

  private static List<Case> rows() {
    return List.of(
        smooth("reshape", (g, in) -> in.any(g.src(), 2, 3).reshape(3, -1).exp()),
        smooth("transpose", (g, in) -> in.any(g.src(), 2, 3, 2).transpose(1, 2, 0).exp()),
        smooth("slice", (g, in) -> in.any(g.src(), 2, 5).slice(-1, 1, 4).exp()),
        smooth("pad", (g, in) -> in.any(g.src(), 2, 3).pad(0, 1, 2).exp()),
        smooth("expand", (g, in) -> in.any(g.src(), 2, 1).expand(Shape.of(3, 2, 2)).exp()),
        smooth("expand to rows", (g, in) -> in.any(ONE, 2).expand(g.src(), Shape.of(2)).exp()),
        smooth(
            "concat with a constant",
            (g, in) ->
                Tensor.concat(1, in.any(g.src(), 2, 1), in.any(ONE, 2, 2), in.any(g.src(), 2, 3))
                    .exp()),
        smooth("sum of an axis", (g, in) -> in.any(g.src(), 2, 3, 2).exp().sum(1)),
        smooth("mean of two axes", (g, in) -> in.any(g.src(), 2, 3, 2).exp().mean(0, 2)),
        once("max of an axis", (g, in) -> in.any(g.src(), 4, 3).max(0)),
        once("min of all axes", (g, in) -> in.any(g.src(), 4, 3).min()),
        smooth("product in the row", (g, in) -> in.any(g.src(), 2, 4).fold(Reduction.PROD, 1)),
        once(
            "product with a zero",
            (g, in) ->
                in.any(g.src(), 4)
                    .times(Tensor.constant(new float[] {1, 0, 1, 1}, 4))
                    .plus(in.any(g.src()).times(0))
                    .fold(Reduction.PROD)),
        smooth("sum over rows", (g, in) -> in.any(g.src(), 3).exp().sumRows()),
        smooth("mean over rows", (g, in) -> in.any(g.src(), 3).exp().meanRows()),
        once("max over rows", (g, in) -> in.any(g.src(), 3).maxRows()),
        once("min over rows", (g, in) -> in.any(g.src(), 3).minRows()),
        smooth("asRows", (g, in) -> in.any(ONE, 4, 2).asRows().exp()),
        smooth("asConstant", (g, in) -> in.any(g.src(), 2).asConstant().exp()),
        smooth(
            "detach",
            (g, in) -> {
              Tensor x = in.any(g.src(), 2);
              return x.exp().plus(Tensor.literal(3).detach());
            }));
  }

  private static List<Case> graph() {
    return List.of(
        smooth(
            "src times dst",
            (g, in) ->
                Edges.of(g).src(in.any(g.src(), 3)).times(Edges.of(g).dst(in.any(g.dst(), 3)))),
        smooth(
            "sum of messages",
            (g, in) ->
                Edges.of(g).sum(Edges.of(g).src(in.any(g.src(), 2, 3)).times(in.any(g, 2, 1)))),
        smooth("sum of a constant", (g, in) -> Edges.of(g).sum(in.any(ONE, 2))),
        smooth(
            "mean of messages",
            (g, in) -> Edges.of(g).mean(Edges.of(g).src(in.any(g.src(), 3)).times(in.any(g, 1)))),
        once(
            "max of messages",
            (g, in) -> Edges.of(g).max(Edges.of(g).src(in.any(g.src(), 3)).plus(in.any(g, 3)))),
        once(
            "min of messages",
            (g, in) -> Edges.of(g).min(Edges.of(g).src(in.any(g.src(), 3)).plus(in.any(g, 3)))),
        once("max of a constant", (g, in) -> Edges.of(g).max(in.any(ONE, 2))),
        smooth("product of messages", (g, in) -> Edges.of(g).prod(in.any(g, 3))),
        smooth("product of a constant", (g, in) -> Edges.of(g).prod(in.any(ONE, 3))),
        smooth(
            "sum over out-edges",
            (g, in) ->
                Edges.of(g).reverse().sum(Edges.of(g).dst(in.any(g.dst(), 3)).times(in.any(g, 1)))),
        smooth("softmax over in-edges", (g, in) -> Edges.of(g).softmax(in.any(g, 2, 1))),
        smooth("softmax over out-edges", (g, in) -> in.any(g, 3).softmax(g, End.SRC)),
        smooth(
            "attention",
            (g, in) -> {
              Edges e = Edges.of(g);
              Tensor h = in.any(g.src(), 2, 3);
              Tensor score =
                  e.src(h.dot(in.any(ONE, 2, 3))).plus(e.dst(in.any(g.dst(), 2, 1))).tanh();
              return e.sum(e.softmax(score).times(e.src(h)));
            }),
        smooth(
            "in another space",
            (g, in) ->
                Edges.of(g).sum(in.any(new dev.weft.graph.Space.Rows(g.size()), 2).in(g).exp())),
        smooth(
            "plain rows with nodes",
            (g, in) ->
                in.any(new dev.weft.graph.Space.Rows(g.src().size()), 2)
                    .times(in.any(g.src(), 2))));
  }

  private static List<Case> dense() {
    return List.of(
        smooth("matmul", (g, in) -> in.any(g.src(), 3).matmul(in.any(ONE, 3, 4)).tanh()),
        smooth(
            "matmul with a leading axis",
            (g, in) -> in.any(g.src(), 2, 3).matmul(in.any(ONE, 3, 2)).tanh()),
        smooth(
            "matmul of constants", (g, in) -> in.any(ONE, 2, 3).matmul(in.any(ONE, 3, 2)).tanh()),
        smooth(
            "matmul with a matrix per row",
            (g, in) -> in.any(g.src(), 3).matmul(in.any(g.src(), 3, 2)).tanh()),
        smooth(
            "matmulTransposed",
            (g, in) -> in.any(g.src(), 2, 3).matmulTransposed(in.any(ONE, 5, 3)).tanh()),
        smooth("outerSum", (g, in) -> in.any(g.src(), 2, 3).outerSum(in.any(g.src(), 2, 4)).tanh()),
        smooth(
            "outerSum with a constant",
            (g, in) -> in.any(ONE, 3).outerSum(in.any(g.src(), 4)).tanh()),
        smooth(
            "typedMatmul",
            (g, in) ->
                in.any(g.src(), 3).typedMatmul(Graphs.types(g, 3), in.any(types(3), 3, 2)).tanh()),
        smooth(
            "typedMatmulTransposed",
            (g, in) ->
                in.any(g.src(), 3)
                    .typedMatmulTransposed(Graphs.types(g, 3), in.any(types(3), 2, 3))
                    .tanh()),
        smooth(
            "typedOuterSum",
            (g, in) ->
                in.any(g.src(), 3).typedOuterSum(Graphs.types(g, 2), in.any(g.src(), 2)).tanh()),
        smooth(
            "typedMatmul by heads",
            (g, in) ->
                in.any(g.src(), 2, 3)
                    .typedMatmul(Graphs.types(g, 3), in.any(types(3), 2, 3, 2))
                    .tanh()),
        smooth(
            "messages through the matrix of their type",
            (g, in) -> {
              Edges e = Edges.of(g);
              EdgeList types = Graphs.edgeTypes(g, 3);
              Tensor m = typed(e.src(in.any(g.src(), 4)), types, in.any(types(3), 4, 2));
              return e.sum(m.in(g).times(in.any(g, 1))).tanh();
            }),
        smooth(
            "messages to the sources",
            (g, in) -> {
              Edges e = Edges.of(g).reverse();
              EdgeList types = Graphs.edgeTypes(g, 2);
              Tensor m = typed(e.src(in.any(g.dst(), 3)), types, in.any(types(2), 3, 3));
              return e.mean(m.in(g)).tanh();
            }),
        smooth(
            "edge features through the matrix of their type",
            (g, in) ->
                Edges.of(g)
                    .sum(
                        typed(in.any(g, 3), Graphs.edgeTypes(g, 3), in.any(types(3), 3, 2))
                            .in(g)
                            .tanh())),
        smooth(
            "low rank",
            (g, in) -> {
              Edges e = Edges.of(g);
              EdgeList types = Graphs.edgeTypes(g, 3);
              Tensor low = typed(e.src(in.any(g.src(), 4)), types, in.any(types(3), 4, 1));
              return e.sum(typed(low, types, in.any(types(3), 1, 3)).in(g)).tanh();
            }),
        smooth(
            "typed attention",
            (g, in) -> {
              Edges e = Edges.of(g);
              EdgeList types = Graphs.edgeTypes(g, 2);
              Tensor h = in.any(g.src(), 2, 3);
              Tensor key = typed(e.src(h), types, in.any(types(2), 2, 3, 2)).in(g);
              Tensor score = key.dot(e.dst(in.any(g.dst(), 2, 2)));
              Tensor value = typed(e.src(h), types, in.any(types(2), 2, 3, 3)).in(g);
              return e.sum(e.softmax(score).times(value)).tanh();
            }),
        smooth(
            "sparse matmul",
            (g, in) ->
                new SparseTensor(g, in.any(g))
                    .matmul(in.any(ONE, Math.toIntExact(g.dst().size()), 2))
                    .tanh()),
        smooth(
            "sparse to dense",
            (g, in) -> new SparseTensor(g, in.positive(g)).rowNormalized().toDense()));
  }

  private static Tensor typed(Tensor x, EdgeList types, Tensor w) {
    return x.in(types.src()).typedMatmul(types, w);
  }

  private static dev.weft.graph.Space types(int count) {
    return new dev.weft.graph.Space.Rows(count);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientIsTheDifferenceQuotient(Case c) {
    for (EdgeList g : Graphs.all()) {
      GradientCheck.first(c.name() + " on " + g, SEED, in -> c.expression().build(g, in));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientOfTheGradientIsTheDifferenceQuotient(Case c) {
    if (c.smooth()) {
      for (EdgeList g : Graphs.all()) {
        GradientCheck.second(c.name() + " on " + g, SEED, in -> c.expression().build(g, in));
      }
    }
  }

  /**
   * float32 over sums of at most a few dozen products of numbers around 1: 1e-5 leaves a factor of
   * ten.
   */
  private static final double FLOAT32 = 1e-5;

  @ParameterizedTest
  @MethodSource("cases")
  void compiledValuesAndGradientsAreTheInterpreted(Case c) {
    for (EdgeList g : Graphs.all()) {
      List<Tensor> all = GradientCheck.valueAndGradients(SEED, in -> c.expression().build(g, in));
      List<Value> interpreted = new Interpreter().run(all, List.of());
      List<Value> compiled = new Compiler().run(all, List.of());
      for (int i = 0; i < all.size(); i++) {
        double[] expected = interpreted.get(i).doubles();
        double[] actual = compiled.get(i).doubles();
        assertEquals(expected.length, actual.length, c.name() + " on " + g + ", output " + i);
        for (int j = 0; j < expected.length; j++) {
          assertEquals(
              expected[j],
              actual[j],
              FLOAT32 * (1 + Math.abs(expected[j])),
              c.name() + " on " + g + ", output " + i + "[" + j + "]");
        }
      }
    }
  }
}
