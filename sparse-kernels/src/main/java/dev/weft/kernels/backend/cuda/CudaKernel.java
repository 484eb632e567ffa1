package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.backend.LaunchCheck;
import dev.weft.kernels.backend.cuda.gen.EdgeIds;
import dev.weft.kernels.backend.cuda.gen.Generated;
import dev.weft.kernels.backend.cuda.gen.Generator;
import dev.weft.kernels.backend.cuda.gen.Signature;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.sparse.Csr;
import java.lang.ref.Reference;
import java.util.EnumMap;
import java.util.Map;

/**
 * A kernel on a device. A launch uploads the operands, runs, and downloads the outputs, so outputs
 * that share memory with operands need no care.
 */
final class CudaKernel implements CompiledKernel {
  private final Kernel kernel;
  private final Device device;
  private final Structures structures;
  private final Map<EdgeIds, Variant> variants = new EnumMap<>(EdgeIds.class);

  /** A generated module, loaded. */
  private record Variant(Generated generated, Device.Loaded loaded) {}

  CudaKernel(Kernel kernel, Device device, Structures structures) {
    this.kernel = kernel;
    this.device = device;
    this.structures = structures;
    variant(EdgeIds.POSITIONS);
  }

  private synchronized Variant variant(EdgeIds edgeIds) {
    return variants.computeIfAbsent(
        edgeIds,
        ids -> {
          Generated generated = Generator.generate(kernel, ids);
          return new Variant(generated, device.load(generated.module()));
        });
  }

  @Override
  public void run(Launch launch) {
    LaunchCheck.check(kernel, launch, DType.FLOAT32);
    boolean listed = launch.csr().flatMap(Csr::eids).isPresent();
    Variant variant = variant(listed ? EdgeIds.LISTED : EdgeIds.POSITIONS);
    Generated generated = variant.generated();
    try (Transfers transfers = new Transfers(device)) {
      long[] arguments = arguments(generated, launch, transfers);
      int blocks = (int) Math.min(generated.blocks(launch.rows()), device.blocks());
      variant.loaded().launch(generated.name(), blocks, arguments);
      totals(variant, launch, arguments);
      transfers.download();
    }
    Reference.reachabilityFence(launch);
  }

  private long[] arguments(Generated generated, Launch launch, Transfers transfers) {
    Signature signature = generated.signature();
    long[] arguments = new long[signature.size()];
    Structures.Addresses structure = structures.of(launch.csr());
    arguments[Signature.ROWS] = launch.rows();
    arguments[Signature.COLS] = launch.csr().map(Csr::cols).orElse(0L);
    arguments[Signature.INDPTR] = structure.indptr();
    arguments[Signature.INDICES] = structure.indices();
    arguments[Signature.EIDS] = structure.eids();
    for (int i = 0; i < launch.operands().size(); i++) {
      place(arguments, signature.operand(i), transfers.operand(launch.operands().get(i)));
    }
    for (int o = 0; o < launch.outputs().size(); o++) {
      place(
          arguments,
          signature.output(o),
          transfers.output(launch.outputs().get(o), rows(launch, o)));
    }
    for (int s = 0; s < kernel.scalarCount(); s++) {
      arguments[signature.scalar(s)] = Float.floatToRawIntBits((float) launch.scalars()[s]);
    }
    for (int k = 0; k < kernel.keyCount(); k++) {
      arguments[signature.key(k)] = CounterRandom.expand(launch.keys()[k]);
    }
    for (Generated.Total total : generated.totals()) {
      arguments[signature.partials(total.output())] =
          transfers.scratch(4L * generated.partials(launch.rows()) * total.width());
    }
    return arguments;
  }

  private long rows(Launch launch, int output) {
    return switch (kernel.outputs().get(output).target()) {
      case ROW -> launch.rows();
      case EDGE -> launch.csr().orElseThrow().size();
      case TOTAL_SUM, TOTAL_MAX, TOTAL_MIN -> 1;
    };
  }

  private static void place(long[] arguments, int at, Transfers.Rows rows) {
    arguments[at] = rows.address();
    arguments[at + 1] = rows.strideBytes();
  }

  private static void totals(Variant variant, Launch launch, long[] arguments) {
    Generated generated = variant.generated();
    Signature signature = generated.signature();
    for (Generated.Total total : generated.totals()) {
      if (total.width() > 0) {
        variant
            .loaded()
            .launch(
                total.name(),
                total.width(),
                arguments[signature.partials(total.output())],
                generated.partials(launch.rows()),
                total.width(),
                arguments[signature.output(total.output())]);
      }
    }
  }

  @Override
  public String describe() {
    Generated generated = variant(EdgeIds.POSITIONS).generated();
    return "cuda: "
        + generated.name()
        + ", teams of "
        + generated.team()
        + " threads, blocks of "
        + generated.threads();
  }
}
