package dev.weft.examples;

import static dev.weft.nn.loss.Losses.crossEntropy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.compile.Compiler;
import dev.weft.datasets.Datasets;
import dev.weft.datasets.NodeDataset;
import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.transform.SelfLoops;
import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.cuda.CudaBackend;
import dev.weft.kernels.backend.cuda.sim.SimulatedDevice;
import dev.weft.message.Groups;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.conv.RelGraphConv;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.model.Model;
import dev.weft.nn.optim.Adam;
import dev.weft.nn.optim.Sgd;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Evaluator;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Training through the CUDA backend, on the interpreter, against training on the CPU. */
class CudaTrainingTest {
  private static final Seed SEED = Seed.of(1);

  private final NodeDataset club = Datasets.standard().open("karate");
  private final Graph graph = SelfLoops.addSelfLoops(club.graph());
  private final Evaluator before = Evaluation.evaluator();

  @AfterEach
  void restore() {
    Evaluation.use(before);
  }

  /** Logits after two steps with dropout. */
  private double[] trained(Backend backend, GraphLayer model) {
    Evaluation.use(Compiler.on(backend));
    Sgd sgd = Sgd.of(model.parameters()).learningRate(0.5);
    for (int epoch = 0; epoch < 2; epoch++) {
      Mode mode = Mode.training(SEED.child(epoch));
      Tensor logits = model.forward(graph, club.features(), mode);
      sgd.step(crossEntropy(logits, club.labels(), club.train()));
    }
    return model.forward(graph, club.features(), Mode.evaluation()).doubles();
  }

  private void agrees(Supplier<GraphLayer> fresh) {
    SimulatedDevice device = new SimulatedDevice(3);
    double[] expected = trained(Backends.named("portable"), fresh.get());
    double[] actual = trained(new CudaBackend(device), fresh.get());
    // Numbers around one; the longest sums, over 35 rows or neighbours, meet in another order,
    // eight
    // of them between a feature and a logit after two steps.
    assertArrayEquals(expected, actual, 8 * 35 * 0x1p-24);
  }

  @Test
  void aGraphConvolutionalNetworkLearnsTheSame() {
    agrees(() -> Gcn.of(club.numFeatures(), 8, club.numClasses(), SEED).withDropout(0.5));
  }

  @Test
  void anAttentionNetworkLearnsTheSame() {
    agrees(() -> Gat.of(club.numFeatures(), 4, 2, club.numClasses(), SEED).withDropout(0.5));
  }

  /** Two layers over edges of three types. */
  private record Relational(RelGraphConv first, RelGraphConv second) implements GraphLayer {
    static Relational of(int in, int hidden, int out) {
      RelGraphConv first =
          RelGraphConv.of(in, hidden, 3, SEED.child(1)).withActivation(Tensor::tanh);
      RelGraphConv second = RelGraphConv.of(hidden, out, 3, SEED.child(2));
      return new Relational(first.withDropout(0.5), second);
    }

    @Override
    public Parameters parameters() {
      return Parameters.none().with("layers", List.of(first, second));
    }

    @Override
    public Tensor forward(Edges edges, Ends ends, Mode mode) {
      int[] index = IntStream.range(0, (int) edges.list().size()).map(e -> e % 3).toArray();
      Groups types = Groups.ofIndex(edges.list(), NodeSet.of("type", 3), index);
      Tensor hidden = first.forward(edges, ends, types, mode);
      return second.forward(edges, hidden, types, mode);
    }
  }

  @Test
  void aRelationalNetworkLearnsTheSame() {
    agrees(() -> Relational.of(club.numFeatures(), 8, club.numClasses()));
  }

  @Test
  void memoryOfLaunchesIsGivenBack() throws InterruptedException {
    SimulatedDevice device = new SimulatedDevice(3);
    Model model = Gcn.of(club.numFeatures(), 8, club.numClasses(), SEED).withDropout(0.5);
    CudaBackend backend = new CudaBackend(device);
    trained(backend, model);
    int after = device.allocations();
    trained(backend, model);
    // Values that were dropped go when the garbage collector finds them.
    for (int tries = 0; device.allocations() > after && tries < 100; tries++) {
      System.gc();
      Thread.sleep(10);
    }
    assertTrue(device.allocations() <= after, "only values and the structure of graphs stay");
  }

  @Test
  void aWarmStepMovesNothingButTheLossThatIsRead() {
    SimulatedDevice device = new SimulatedDevice(3);
    Evaluation.use(Compiler.on(new CudaBackend(device)));
    Model model = Gat.of(club.numFeatures(), 4, 2, club.numClasses(), SEED).withDropout(0.5);
    Adam adam = Adam.of(model.parameters());
    long before = 0;
    for (int epoch = 0; epoch < 4; epoch++) {
      before = device.moved();
      Mode mode = Mode.training(SEED.child(epoch));
      Tensor loss =
          crossEntropy(model.forward(graph, club.features(), mode), club.labels(), club.train());
      adam.step(loss, loss);
      assertEquals(1, loss.doubles().length);
    }
    assertEquals(Float.BYTES, device.moved() - before, "the loss");
  }
}
