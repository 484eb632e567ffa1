package dev.weft.nn.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.compile.Compiler;
import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Watch;
import dev.weft.kernels.parallel.Workers;
import dev.weft.kernels.sparse.Coo;
import dev.weft.message.Groups;
import dev.weft.nn.CornerGraphs;
import dev.weft.nn.Ends;
import dev.weft.nn.Mode;
import dev.weft.nn.dense.TypedLinear;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Explanation;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelGraphConvTest {
  private static final Seed SEED = Seed.of(5);
  private static final Compiler COMPILER =
      Compiler.on(new VectorBackend(VectorBackend.Start.AT_ONCE));

  private static final Map<String, Function<Integer, TypedLinear>> LINEARS =
      Map.of(
          "free", f -> TypedLinear.of(f, f, 7, SEED),
          "bases", f -> TypedLinear.withBases(f, f, 7, 3, SEED),
          "blocks", f -> TypedLinear.withBlocks(f, f, 7, 4, SEED),
          "low rank", f -> TypedLinear.ofLowRank(f, f, 7, 2, 1, SEED));

  /** A layer on a random graph: its output, and gradients of everything. */
  private record Setting(Edges edges, Groups types, Parameter x, Parameter weight) {
    static Setting random(int nodes, int edges, int width) {
      Random random = new Random(3);
      NodeSet set = NodeSet.of("node", nodes);
      int[] src = random.ints(edges, 0, nodes).toArray();
      int[] dst = random.ints(edges, 0, nodes).toArray();
      EdgeList list = EdgeList.of("edge", set, set, Coo.of(nodes, nodes, src, dst));
      Groups types =
          Groups.ofIndex(list, NodeSet.of("type", 7), random.ints(edges, 0, 7).toArray());
      return new Setting(
          Edges.of(list),
          types,
          parameter("x", set, Shape.of(width), nodes * width, random),
          parameter("weight", list, Shape.of(1), edges, random));
    }

    private static Parameter parameter(
        String name, dev.weft.graph.Space space, Shape shape, int count, Random random) {
      float[] elements = new float[count];
      for (int i = 0; i < count; i++) {
        elements[i] = random.nextFloat() - 0.5f;
      }
      return Parameter.of(name, Parameter.Kind.TRAINED, space, shape, elements);
    }

    List<Tensor> outputs(RelGraphConv layer) {
      Ends ends = Ends.of(x.read()).weighted(weight.read());
      Tensor y = layer.forward(edges, ends, types, Mode.evaluation());
      List<Parameter> all = new ArrayList<>(layer.parameters().values());
      all.add(x);
      all.add(weight);
      List<Tensor> outputs = new ArrayList<>(List.of(y));
      outputs.addAll(y.tanh().sum().sumRows().gradients(all));
      return outputs;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"free", "bases", "blocks", "low rank"})
  void neitherDirectionKeepsARowForEveryEdge(String weights) {
    int edges = 20_000;
    int width = 32;
    Setting setting = Setting.random(300, edges, width);
    List<Tensor> outputs =
        setting.outputs(RelGraphConv.of(LINEARS.get(weights).apply(width), SEED));
    Explanation explanation = COMPILER.explain(outputs, List.of());
    assertEquals(
        List.of(),
        explanation.notes().stream()
            .filter(note -> note.startsWith("A tensor [edges, " + width + "]"))
            .toList(),
        explanation::toString);
    setting.edges().list().in(true);
    setting.edges().list().out(true);
    setting.types().members().in(true);
    try (Watch watch = Memory.watch()) {
      COMPILER.run(outputs, List.of());
      long bound = 4L * edges * (width / 4);
      assertTrue(watch.largestBuffer() < bound, () -> watch.largestBuffer() + " bytes");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"free", "bases", "blocks", "low rank"})
  void theNumberOfThreadsChangesNoBit(String weights) {
    Setting setting = Setting.random(3000, 60_000, 32);
    List<Tensor> outputs = setting.outputs(RelGraphConv.of(LINEARS.get(weights).apply(32), SEED));
    int before = Workers.threads();
    try {
      List<List<Value>> runs = new ArrayList<>();
      for (int threads = 1; threads <= 3; threads++) {
        Workers.setThreads(threads);
        runs.add(COMPILER.run(outputs, List.of()));
      }
      for (int i = 0; i < outputs.size(); i++) {
        assertArrayEquals(runs.get(0).get(i).doubles(), runs.get(1).get(i).doubles());
        assertArrayEquals(runs.get(0).get(i).doubles(), runs.get(2).get(i).doubles());
      }
    } finally {
      Workers.setThreads(before);
    }
  }

  @Test
  void edgesOfOneRelationShareADestinationsWeight() {
    Edges edges = CornerGraphs.graph(3, new int[] {0, 1, 2, 0}, new int[] {1, 1, 1, 2});
    Groups types = Groups.ofIndex(edges.list(), NodeSet.of("type", 2), 0, 0, 1, 0);
    assertArrayEquals(
        new double[] {0.5, 0.5, 1, 1}, RelGraphConv.perRelation(edges, types).doubles());
  }

  @Test
  void otherTypesThanTheLayersAreRefused() {
    Edges edges = CornerGraphs.graph(2, new int[] {0}, new int[] {1});
    Groups types = Groups.ofIndex(edges.list(), NodeSet.of("type", 3), 2);
    Tensor x = Tensor.of(Ends.sources(edges), Shape.of(1), 1f, 2f);
    RelGraphConv layer = RelGraphConv.of(1, 1, 2, SEED);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> layer.forward(edges, x, types, Mode.evaluation()));
    assertTrue(e.getMessage().contains("there are 3 types; expected in=1 and types=2"));
  }
}
