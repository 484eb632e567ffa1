package dev.weft.examples.bench;

import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.backend.tile.ColumnPlan;
import dev.weft.kernels.backend.vector.VectorBackend;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Csr;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a sum over in-edges takes in several numbers of blocks of columns, and which number the plan
 * takes.
 *
 * @param graph name of the graph
 * @param width of a row
 * @param millis time by number of blocks
 * @param chosen number of blocks that the plan takes
 */
public record PlanLine(String graph, int width, Map<Integer, Double> millis, int chosen) {
  private static final List<Integer> COUNTS = List.of(1, 2, 4, 8, 16);
  private static final List<Integer> WIDTHS = List.of(16, 32, 64, 128, 256, 512);

  /** The first lines of the table. */
  public static String header() {
    return "| graph | width | 1 | 2 | 4 | 8 | 16 | plan | best / plan | plain / plan |\n"
        + "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |";
  }

  /** A line of the table. */
  public String markdown() {
    StringBuilder line = new StringBuilder("| " + graph + " | " + width);
    millis.values().forEach(t -> line.append(String.format(Locale.ROOT, " | %.1f", t)));
    double taken = millis.get(chosen);
    double best = millis.values().stream().mapToDouble(t -> t).min().orElseThrow();
    return line
        + String.format(
            Locale.ROOT, " | %d | %.2f | %.2f |", chosen, best / taken, millis.get(1) / taken);
  }

  /**
   * Times sums of rows of several widths on the graphs of a folder whose features outgrow caches.
   *
   * @throws IOException when a graph cannot be read
   */
  public static void all(Path graphs, Stopwatch stopwatch, Consumer<PlanLine> done)
      throws IOException {
    for (DrawnGraphs drawn : List.of(DrawnGraphs.UNIFORM100K, DrawnGraphs.RMAT17)) {
      GraphFolder graph = GraphFolder.read(graphs.resolve(drawn.text()));
      Csr in = graph.coo().transpose().toCsr();
      for (int width : WIDTHS) {
        done.accept(of(graph, in, width, stopwatch));
      }
    }
  }

  private static PlanLine of(GraphFolder graph, Csr in, int width, Stopwatch stopwatch) {
    Storage x = rows(in.cols(), width);
    Storage y = rows(in.rows(), width);
    Map<Integer, Double> millis = new TreeMap<>();
    for (int count : COUNTS) {
      CompiledKernel kernel =
          new VectorBackend(VectorBackend.Start.TIERED, (csr, gathered, reduced) -> count)
              .compile(sum(width));
      Launch launch =
          new Launch(
              in.rows(), Optional.of(in), List.of(x), List.of(y), new double[0], new long[0]);
      millis.put(
          count,
          stopwatch
              .time(
                  () -> {
                    kernel.run(launch);
                    return () -> {};
                  })
              .median());
    }
    int chosen = ColumnPlan.blocks(in, 4L * width, 4L * width);
    return new PlanLine(graph.name(), width, millis, chosen);
  }

  private static Kernel sum(int width) {
    return new Kernel(
        Kernel.Domain.NEIGHBORS,
        List.of(new Kernel.Operand(DType.FLOAT32, width)),
        List.of(
            new Instr.Load(0, Instr.At.NEIGHBOR, Shape.of(width)),
            new Instr.Reduce(Reduction.SUM, 0)),
        List.of(new Kernel.Output(1, Kernel.Target.ROW)));
  }

  private static HostStorage rows(long rows, int width) {
    HostStorage made =
        new HostStorage(
            Memory.allocateCollected(4 * rows * width).segment(),
            DType.FLOAT32,
            rows,
            width,
            width);
    for (long i = 0; i < rows * width; i++) {
      made.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 101 / 101f);
    }
    return made;
  }
}
