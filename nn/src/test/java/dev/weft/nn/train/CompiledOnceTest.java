package dev.weft.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.compile.Compiler;
import dev.weft.graph.Graph;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.model.Appnp;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gatv2;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.model.Gin;
import dev.weft.nn.model.Mlp;
import dev.weft.nn.model.Model;
import dev.weft.nn.model.Sage;
import dev.weft.nn.model.Sgc;
import dev.weft.nn.optim.Adagrad;
import dev.weft.nn.optim.Adam;
import dev.weft.nn.optim.Optimizer;
import dev.weft.nn.optim.RmsProp;
import dev.weft.nn.optim.Sgd;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever changes from step to step, graphs included, a training step is compiled once. */
class CompiledOnceTest {
  private static final Seed SEED = Seed.of(2);

  private final Compiler compiler = Compiler.on(Backends.named("portable"));

  @BeforeEach
  void compile() {
    Evaluation.use(compiler);
  }

  @AfterEach
  void interpretAgain() {
    Evaluation.use(new Interpreter());
  }

  private static Graph graph(int nodes, int edges) {
    Random random = new Random(nodes);
    return Graph.of(
        nodes, random.ints(edges, 0, nodes).toArray(), random.ints(edges, 0, nodes).toArray());
  }

  private static void step(Model model, Optimizer<?> optimizer, int number) {
    Graph graph = graph(5 + number, 9 + 2 * number);
    int nodes = (int) graph.numNodes();
    Random random = new Random(number);
    Tensor x = Tensor.of(graph.nodes(), Shape.of(3), random.doubles(3L * nodes).toArray());
    Tensor labels = Tensor.of(graph.nodes(), Shape.SCALAR, random.ints(nodes, 0, 2).toArray());
    Tensor logits = model.forward(graph, x, Mode.training(SEED.child(number)));
    optimizer.learningRate(0.1 / (number + 1));
    optimizer.step(Losses.crossEntropy(logits, labels));
  }

  @Test
  void everyModelIsCompiledOnce() {
    List<Model> models =
        List.of(
            Gcn.of(3, 4, 2, SEED),
            Sage.of(3, 4, 2, SEED),
            Gat.of(3, 2, 2, 2, SEED),
            Gatv2.of(3, 2, 2, 2, SEED),
            Gin.of(3, 4, 2, SEED),
            Sgc.of(3, 2, SEED),
            Appnp.of(3, 4, 2, SEED),
            Mlp.of(3, 4, 2, SEED));
    for (Model model : models) {
      checkCompiledOnce(
          model,
          Adam.of(model.parameters()).weightDecay(5e-4, model.firstLayer()),
          model.getClass().getSimpleName());
    }
  }

  @Test
  void everyOptimizerIsCompiledOnce() {
    List<Function<Parameters, Optimizer<?>>> optimizers =
        List.of(
            p -> Sgd.of(p),
            p -> Sgd.of(p).momentum(0.9).dampening(0.1),
            p -> Sgd.of(p).momentum(0.9).nesterov(),
            p -> Adam.of(p).amsgrad(),
            p -> Adam.decoupled(p),
            p -> Adagrad.of(p).rateDecay(0.1),
            p -> RmsProp.of(p).centered().momentum(0.5),
            p -> Adam.of(p).clipGradNorm(0.1));
    for (Function<Parameters, Optimizer<?>> made : optimizers) {
      Gcn model = Gcn.of(3, 4, 2, SEED);
      Optimizer<?> optimizer = made.apply(model.parameters());
      checkCompiledOnce(model, optimizer, optimizer.toString());
    }
  }

  private void checkCompiledOnce(Model model, Optimizer<?> optimizer, String what) {
    long before = compiler.compilations();
    for (int number = 0; number < 4; number++) {
      step(model, optimizer, number);
    }
    assertEquals(1, compiler.compilations() - before, what);
  }
}
