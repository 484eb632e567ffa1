package dev.weft.examples.kernels;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.backend.LaunchRows;
import dev.weft.kernels.backend.cuda.CudaBackend;
import dev.weft.kernels.backend.cuda.driver.PtxAssembler;
import dev.weft.kernels.backend.cuda.gen.EdgeIds;
import dev.weft.kernels.backend.cuda.gen.Generator;
import dev.weft.kernels.backend.cuda.ptx.Module;
import dev.weft.kernels.backend.cuda.sim.SimulatedDevice;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Storage;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Generates a kernel for the GPU, assembles it for every architecture, interprets it on its
 * samples, and compares with the reference backend.
 */
public final class Inspection {
  private static final int[] ARCHITECTURES = {80, 90};

  /** Few blocks, so that a team takes several rows. */
  private static final int BLOCKS = 3;

  /** Few entries, so that small graphs have hubs, and rows besides. */
  private static final int HUB = 8;

  private final SimulatedDevice device = new SimulatedDevice(BLOCKS);
  private final Backend cuda = new CudaBackend(device, HUB);
  private final Backend reference = Backends.named("reference");

  /**
   * How a kernel did.
   *
   * @param name its family and shape
   * @param failure what went wrong, if anything
   * @param detail what was seen
   */
  public record Finding(String name, Optional<String> failure, String detail) {
    @Override
    public String toString() {
      return failure
          .map(why -> "FAIL " + name + ": " + why)
          .orElseGet(() -> "PASS " + name + " (" + detail + ")");
    }
  }

  /** How much is inspected. */
  public enum Extent {
    /** All widths and heads. */
    WHOLE,
    /** A narrow and an odd width: seconds instead of minutes. */
    SHORT
  }

  /** Inspects every kernel family, the kernels of training steps and dense products, in order. */
  public Stream<Finding> findings(Extent extent) {
    Stream<Specimen> specimens =
        Stream.concat(Families.of(extent).stream(), Captures.all().stream());
    return Stream.concat(specimens.map(this::inspect), DenseProducts.findings(extent));
  }

  private Finding inspect(Specimen specimen) {
    return finding(
        specimen.name(),
        () -> {
          int bytes = assemble(specimen);
          String described = cuda.compile(specimen.kernel()).describe();
          double worst = 0;
          for (Sample sample : specimen.samples()) {
            worst = Math.max(worst, compare(specimen.kernel(), sample));
          }
          return String.format(
              Locale.ROOT,
              "%s, %d bytes for sm_90, %d samples, error %.1e of what rounding allows",
              described,
              bytes,
              specimen.samples().size(),
              worst);
        });
  }

  /** What came of a check, which gives what it has seen, or throws. */
  static Finding finding(String name, Supplier<String> check) {
    try {
      return new Finding(name, Optional.empty(), check.get());
    } catch (IllegalStateException
        | IllegalArgumentException
        | UnsupportedOperationException
        | AssertionError e) {
      return new Finding(name, Optional.of(String.valueOf(e.getMessage()).strip()), "");
    }
  }

  /** Machine code of all variants; the bytes of the last. */
  private static int assemble(Specimen specimen) {
    int bytes = 0;
    for (EdgeIds edgeIds : EdgeIds.values()) {
      if (edgeIds == EdgeIds.POSITIONS || specimen.kernel().domain() == Kernel.Domain.NEIGHBORS) {
        bytes = assemble(Generator.generate(specimen.kernel(), edgeIds).module());
      }
    }
    return bytes;
  }

  /** Machine code for every architecture; the bytes of the last. */
  static int assemble(Module module) {
    int bytes = 0;
    for (int architecture : ARCHITECTURES) {
      bytes = PtxAssembler.assemble(module.text(), architecture).length;
    }
    return bytes;
  }

  /** The largest error as a share of what rounding allows. */
  private double compare(Kernel kernel, Sample sample) {
    List<Storage> expected = run(reference, kernel, sample);
    List<Storage> actual = run(cuda, kernel, sample);
    double worst = 0;
    for (int o = 0; o < expected.size(); o++) {
      double scale = Math.max(largest(sample), largest(expected.get(o)));
      double allowed = Roundings.of(kernel, sample, o) * 0x1p-24 * scale;
      boolean rooted = Roundings.rooted(kernel, o);
      HostStorage x = (HostStorage) expected.get(o);
      HostStorage y = (HostStorage) actual.get(o);
      for (long i = 0; i < x.rows() * x.width(); i++) {
        double error = error(at(x, i), at(y, i));
        if (rooted) {
          error = Math.min(error, error(at(x, i) * at(x, i), at(y, i) * at(y, i)));
        }
        if (!(error <= allowed)) {
          throw new AssertionError(
              String.format(
                  Locale.ROOT,
                  "%s, output %d, element %d is %s; expected %s within %.1e",
                  sample.name(),
                  o,
                  i,
                  at(y, i),
                  at(x, i),
                  allowed));
        }
        worst = Math.max(worst, error / Math.max(allowed, Double.MIN_NORMAL));
      }
    }
    return worst;
  }

  private static double error(double x, double y) {
    return Double.compare((float) x, (float) y) == 0 ? 0 : Math.abs(x - y);
  }

  private static List<Storage> run(Backend backend, Kernel kernel, Sample sample) {
    LaunchRows reach = sample.reach();
    List<Storage> outputs = new ArrayList<>();
    for (Kernel.Output output : kernel.outputs()) {
      boolean arg = kernel.body().get(output.value()) instanceof Instr.ArgReduce;
      outputs.add(
          Sample.storage(
              arg ? DType.INT32 : backend.computeType(),
              reach.written(output.target()),
              kernel.shape(output.value()).width()));
    }
    BackendMemory memory = backend.memory();
    List<Storage> results = outputs.stream().map(s -> memory.current(s.host())).toList();
    backend
        .compile(kernel)
        .run(
            new Launch(
                sample.rows(),
                sample.csr(),
                sample.operands().stream().map(s -> memory.current(s.host())).toList(),
                results,
                sample.scalars(),
                sample.keys()));
    for (int o = 0; o < results.size(); o++) {
      memory.copy(results.get(o), outputs.get(o));
    }
    return outputs;
  }

  /** The largest finite magnitude among a sample's numbers, at least the smallest normal float. */
  private static double largest(Sample sample) {
    return sample.operands().stream().mapToDouble(Inspection::largest).max().orElse(1);
  }

  private static double largest(Storage storage) {
    HostStorage s = (HostStorage) storage;
    double largest = Float.MIN_NORMAL;
    for (long i = 0; i < s.rows() * s.width() && s.dtype().isFloating(); i++) {
      double x = Math.abs(at(s, i));
      largest = Double.isFinite(x) ? Math.max(largest, x) : largest;
    }
    return largest;
  }

  private static double at(HostStorage s, long i) {
    return switch (s.dtype()) {
      case FLOAT32 -> s.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i);
      case FLOAT64 -> s.segment().getAtIndex(ValueLayout.JAVA_DOUBLE, i);
      case FLOAT16 -> Float.float16ToFloat(s.segment().getAtIndex(ValueLayout.JAVA_SHORT, i));
      case INT32 -> s.segment().getAtIndex(ValueLayout.JAVA_INT, i);
      case BFLOAT16 ->
          Float.intBitsToFloat(s.segment().getAtIndex(ValueLayout.JAVA_SHORT, i) << 16);
      case INT8, BOOL -> s.segment().get(ValueLayout.JAVA_BYTE, i);
      case INT64 -> s.segment().getAtIndex(ValueLayout.JAVA_LONG, i);
    };
  }
}
