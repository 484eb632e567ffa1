package dev.weft.examples.kernels;

import dev.weft.compile.Compiler;
import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.graph.transform.SelfLoops;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.message.Groups;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.HgtConv;
import dev.weft.nn.conv.PnaConv;
import dev.weft.nn.conv.RelGraphConv;
import dev.weft.nn.conv.SageConv;
import dev.weft.nn.dense.TypedLinear;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gatv2;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.model.Gin;
import dev.weft.nn.model.Model;
import dev.weft.nn.model.Sage;
import dev.weft.nn.optim.Adam;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Evaluator;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The kernels of training steps, each with the operands of its first launch. */
final class Captures {
  private static final int FEATURES = 12;
  private static final int CLASSES = 4;
  private static final int RELATIONS = 3;

  private final Map<Kernel, Sample> seen = new LinkedHashMap<>();
  private final Backend worker = Backends.named("portable");

  private Captures() {}

  /** Forward, backward and update of every model, with dropout, on a graph with a hub. */
  static List<Specimen> all() {
    Seed seed = Seed.of(0);
    Map<String, Model> models = new LinkedHashMap<>();
    models.put("gcn", Gcn.of(FEATURES, 16, CLASSES, seed));
    models.put("sage", Sage.of(FEATURES, 16, CLASSES, seed));
    models.put("gat", Gat.of(FEATURES, 8, 2, CLASSES, seed));
    models.put("gatv2", Gatv2.of(FEATURES, 8, 2, CLASSES, seed));
    models.put("gin", Gin.of(FEATURES, 16, CLASSES, seed));
    List<Specimen> specimens = new ArrayList<>();
    models.forEach(
        (name, model) -> {
          Model dropping = model.withDropout(0.3);
          specimens.addAll(new Captures().of(name, dropping::forward, model.parameters()));
        });
    PnaConv pna = PnaConv.of(FEATURES, CLASSES, 1, 0, options(), seed);
    Forward ofPna = (graph, x, mode) -> pna.forward(Edges.of(graph), x, mode);
    specimens.addAll(new Captures().of("pna", ofPna, pna.parameters()));
    SageConv pool = SageConv.of(FEATURES, CLASSES, SageConv.Aggregator.POOL, seed);
    Forward ofPool = (graph, x, mode) -> pool.forward(Edges.of(graph), x, mode);
    specimens.addAll(new Captures().of("sage with max", ofPool, pool.parameters()));
    relational("rgcn", TypedLinear.of(FEATURES, CLASSES, RELATIONS, seed), specimens);
    relational(
        "rgcn of blocks", TypedLinear.withBlocks(FEATURES, CLASSES, RELATIONS, 4, seed), specimens);
    HgtConv hgt = HgtConv.of(FEATURES, CLASSES / 2, 2, 2, RELATIONS, seed).withDropout(0.3);
    Forward ofHgt =
        (graph, x, mode) -> {
          Edges edges = Edges.of(graph);
          Groups nodes = types(graph.nodes(), 2);
          return hgt.forward(edges, x, nodes, types(edges.list(), RELATIONS), mode);
        };
    specimens.addAll(new Captures().of("hgt", ofHgt, hgt.parameters()));
    return specimens;
  }

  private static void relational(String name, TypedLinear linear, List<Specimen> specimens) {
    RelGraphConv layer =
        RelGraphConv.of(linear, Seed.of(1)).withActivation(Tensor::tanh).withDropout(0.3);
    Forward forward =
        (graph, x, mode) -> {
          Edges edges = Edges.of(graph);
          return layer.forward(edges, x, types(edges.list(), RELATIONS), mode);
        };
    specimens.addAll(new Captures().of(name, forward, layer.parameters()));
  }

  /** Types 0, 1, ..., 0, 1, ... of rows. */
  private static Groups types(Space rows, int types) {
    int[] index = IntStream.range(0, (int) rows.size()).map(i -> i % types).toArray();
    return Groups.ofIndex(rows, NodeSet.of("type", types), index);
  }

  private static PnaConv.Options options() {
    return new PnaConv.Options(
        List.of(
            PnaConv.Aggregator.MEAN,
            PnaConv.Aggregator.MAX,
            PnaConv.Aggregator.MIN,
            PnaConv.Aggregator.STD),
        List.of(PnaConv.Scaler.values()),
        1.5,
        PnaConv.Skip.NONE,
        0.3);
  }

  private interface Forward {
    Tensor logits(Graph graph, Tensor x, Mode mode);
  }

  private List<Specimen> of(String name, Forward forward, Parameters parameters) {
    Evaluator before = Evaluation.evaluator();
    Evaluation.use(Compiler.on(new Recorder()));
    try {
      step(forward, parameters);
    } finally {
      Evaluation.use(before);
    }
    List<Specimen> specimens = new ArrayList<>();
    seen.forEach(
        (kernel, sample) ->
            specimens.add(
                new Specimen(
                    "step of " + name + ", kernel " + specimens.size(), kernel, List.of(sample))));
    return specimens;
  }

  private static void step(Forward forward, Parameters parameters) {
    Graph graph = graph();
    int nodes = Math.toIntExact(graph.numNodes());
    float[] x = new float[nodes * FEATURES];
    int[] labels = new int[nodes];
    long key = CounterRandom.expand(3);
    for (int i = 0; i < x.length; i++) {
      x[i] = CounterRandom.uniform(key, i) - 0.3f;
    }
    for (int i = 0; i < nodes; i++) {
      labels[i] = i % CLASSES;
    }
    Tensor features = Tensor.of(graph.nodes(), Shape.of(FEATURES), x);
    Tensor logits = forward.logits(graph, features, Mode.training(Seed.of(5)));
    Tensor loss = Losses.crossEntropy(logits, Tensor.of(graph.nodes(), Shape.SCALAR, labels));
    Adam.of(parameters).weightDecay(5e-4).step(loss);
  }

  /** Node 2 hears from every other node, and the rest are in a ring. */
  private static Graph graph() {
    int nodes = 30;
    int[] src = new int[2 * nodes];
    int[] dst = new int[2 * nodes];
    for (int i = 0; i < nodes; i++) {
      src[i] = i;
      dst[i] = 2;
      src[nodes + i] = i;
      dst[nodes + i] = (i + 1) % nodes;
    }
    return SelfLoops.addSelfLoops(Graph.of(nodes, src, dst));
  }

  /** Runs on another backend, and remembers what it ran. */
  private final class Recorder implements Backend {
    @Override
    public String name() {
      return worker.name();
    }

    @Override
    public DType computeType() {
      return worker.computeType();
    }

    @Override
    public BackendMemory memory() {
      return worker.memory();
    }

    @Override
    public Dense dense() {
      return worker.dense();
    }

    @Override
    public CompiledKernel compile(Kernel kernel) {
      CompiledKernel compiled = worker.compile(kernel);
      return new CompiledKernel() {
        @Override
        public void run(Launch launch) {
          seen.computeIfAbsent(kernel, _ -> copy(launch));
          compiled.run(launch);
        }

        @Override
        public String describe() {
          return compiled.describe();
        }
      };
    }
  }

  private static Sample copy(Launch launch) {
    return new Sample(
        launch.csr().isPresent() ? "its graph" : launch.rows() + " rows",
        launch.rows(),
        launch.csr(),
        launch.operands().stream().map(Sample::copy).toList(),
        launch.scalars().clone(),
        launch.keys().clone());
  }
}
