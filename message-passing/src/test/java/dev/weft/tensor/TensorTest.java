package dev.weft.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.EdgeList;
import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import dev.weft.testing.Graphs;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class TensorTest {
  private static final EdgeList EDGES =
      Graphs.bipartite("u:to:v", 2, 3, new int[] {0, 1}, new int[] {2, 1});
  private static final Tensor U = Tensor.of(EDGES.src(), Shape.of(2), new float[4]);
  private static final Tensor V = Tensor.of(EDGES.dst(), Shape.of(2), new float[6]);

  private static void assertSays(Executable line, String... words) {
    String message = assertThrows(IllegalArgumentException.class, line).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void mixingSpacesThrowsWhereTheLineIsWritten() {
    assertSays(() -> U.plus(V), "ADD", "u[2]", "v[3]", "Edges.src");
    assertSays(() -> Edges.of(EDGES).src(V), "Edges.src", "v[3]", "u[2]");
    assertSays(() -> Edges.of(EDGES).sum(V), "Edges.sum", "v[3]");
    assertSays(() -> U.in(EDGES.dst()), "u[2]", "v[3]");
    assertSays(() -> U.expand(EDGES.dst(), Shape.of(2)), "never broadcast");
  }

  @Test
  void nodesOfEqualNumberAreStillOtherNodes() {
    Tensor other = Tensor.of(NodeSet.of("w", 2), Shape.of(2), new float[4]);
    assertSays(() -> U.plus(other), "u[2]", "w[2]");
    Tensor namesake = Tensor.of(NodeSet.of("u", 2), Shape.of(2), new float[4]);
    assertSays(() -> Edges.of(EDGES).src(namesake), "u[2]", "another space of equal name and size");
  }

  @Test
  void shapesAreCheckedWhereTheLineIsWritten() {
    assertSays(() -> U.reshape(3), "[2]", "as many elements");
    assertSays(() -> U.slice(0, 1, 3), "slice", "[2]");
    assertSays(() -> U.transpose(0, 0), "every axis once");
    assertSays(() -> U.matmul(Tensor.constant(new float[9], 3, 3)), "matmul", "[..., in=3]");
    assertSays(() -> U.plus(Tensor.constant(new float[3], 3)), "broadcast");
    assertSays(() -> Tensor.concat(0, U, Tensor.constant(new float[4], 2, 2)), "concat");
    assertSays(() -> Tensor.concat(0), "no parts");
    assertSays(() -> U.dropout(1, Seed.of(0)), "p=1.0");
    assertSays(
        () -> U.typedMatmul(EDGES, Tensor.of(EDGES.dst(), Shape.of(3, 1), new float[9])),
        "weights");
    assertSays(() -> Tensor.of(new float[][] {{1}, {1, 2}}), "row 1", "2 elements");
    assertSays(() -> Tensor.of(EDGES.src(), Shape.of(2), new float[3]), "3 elements", "rows=2");
  }

  @Test
  void gradientsNeedASingleNumberOrACotangent() {
    assertSays(() -> U.gradients(List.of(U)), "single number", "sum().sumRows()");
    assertSays(() -> U.gradients(List.of(U), V), "cotangent");
  }

  @Test
  void anItemIsASingleElement() {
    assertEquals(3, Tensor.literal(1).plus(2).item());
    assertSays(U::item, "single element");
  }

  @Test
  void emptyConcatPartsAndNegativeAxesWork() {
    Tensor y = Tensor.concat(-1, U.slice(-1, 0, 0), U);
    assertArrayEquals(new float[4], y.floats());
    assertSame(U, Tensor.concat(0, U));
  }

  @Test
  void halvesRoundToNearestEven() {
    double[] x = {1 + 0x1p-8, 1 + 3 * 0x1p-8, 65504, -0.0, Double.NaN, Double.POSITIVE_INFINITY};
    Tensor bfloat = Tensor.of(new Space.Rows(6), Shape.SCALAR, DType.BFLOAT16, x);
    assertArrayEquals(
        new double[] {1, 1 + 0x1p-6, 65536, -0.0, Double.NaN, Double.POSITIVE_INFINITY},
        bfloat.doubles());
    Tensor half = Tensor.of(new Space.Rows(6), Shape.SCALAR, DType.FLOAT16, x);
    assertArrayEquals(
        new double[] {
          1 + 0x1p-8, 1 + 3 * 0x1p-8, 65504, -0.0, Double.NaN, Double.POSITIVE_INFINITY
        },
        half.doubles());
  }

  @Test
  void elementsAreReadOneByOneOrAllAtOnce() {
    for (DType dtype : DType.values()) {
      double[] x = {1, 0, 3, 2, 5, 4};
      Value tight = Value.copyOf(x, 3, 2, dtype);
      HostStorage rows = tight.storage();
      // Rows of one element, two from each other.
      Value loose = Value.of(new HostStorage(rows.segment(), dtype, 3, 1, 2), tight);
      boolean isBool = dtype == DType.BOOL;
      assertArrayEquals(isBool ? new float[] {1, 1, 1} : new float[] {1, 3, 5}, loose.floats());
      for (int row = 0; row < 3; row++) {
        assertEquals(loose.doubles()[row], loose.get(row, 0));
        assertEquals(tight.doubles()[2 * row + 1], tight.get(row, 1));
      }
      assertThrows(IndexOutOfBoundsException.class, () -> tight.get(3, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> tight.get(0, 2));
      assertThrows(IndexOutOfBoundsException.class, () -> tight.get(-1, 0));
    }
    assertArrayEquals(new float[0], Value.copyOf(new double[0], 0, 3).floats());
  }

  @Test
  void columnsAreTensorsInPlaceAndBack() {
    Graph g = Graph.of(3, new int[] {0, 1}, new int[] {1, 2}).withNodeData("h", 1f, 2f, 3f);
    Tensor doubled = Tensor.of(g.nodeData("h")).times(2);
    Graph with = g.withNodeData("twice", doubled.toColumn("twice"));
    assertEquals(g.nodes(), doubled.space());
    assertArrayEquals(new double[] {2, 4, 6}, Tensor.of(with.nodeData("twice")).doubles());
  }

  @Test
  void htmlIsEscapedAndShowsTheFirstRows() {
    Tensor x = Tensor.of(NodeSet.of("<b>", 20), Shape.of(20), new float[400]);
    String html = x.toHtml();
    assertTrue(
        html.contains("&lt;b&gt;[20]")
            && html.contains("… 12 more rows")
            && html.contains("<th>7</th>"),
        html);
    assertFalse(html.contains("<b>"), html);
    assertTrue(
        new Explanation(List.of("a < b"), List.of("x & y"), 8, 8).toHtml().contains("a &lt; b"));
  }

  @Test
  void aParameterKeepsItsSizes() {
    Parameter w = Parameter.of("w", Parameter.Kind.TRAINED, Space.ONE, Shape.of(2), new float[2]);
    assertSays(() -> w.assign(Value.copyOf(new float[3], 1, 3)), "Parameter w", "[1, 3]", "[1, 2]");
    assertEquals(0, w.version());
  }

  @Test
  void seedsOfDifferentNamesAndNumbersDiffer() {
    Seed seed = Seed.of(1);
    assertEquals(seed.child("a"), Seed.of(1).child("a"));
    assertEquals(
        6,
        List.of(
                seed,
                seed.child("a"),
                seed.child("b"),
                seed.child(0),
                seed.child(1),
                seed.child("a").child("b"))
            .stream()
            .distinct()
            .count());
  }

  @Test
  void eagerModeComputesWhereTheLineIsWritten() {
    Evaluator before = Evaluation.evaluator();
    try {
      Eager.set(true, true);
      Tensor y = Tensor.of(new float[][] {{4}}).sqrt();
      assertArrayEquals(new double[] {2}, y.kept().orElseThrow().doubles());
      ArithmeticException error = assertThrows(ArithmeticException.class, () -> y.neg().log());
      assertTrue(error.getMessage().contains("NaN"), error.getMessage());
      assertArrayEquals(
          new double[] {0.25},
          y.sumRows().sumRows().gradients(List.of(y)).getFirst().times(0.25).doubles());
    } finally {
      Eager.set(false, false);
      Evaluation.use(before);
    }
  }
}
