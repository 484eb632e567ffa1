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
import dev.weft.kernels.memory.DeviceStorage;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Lease;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** A kernel on a device. A launch returns when it is asked for; who reads its outputs waits. */
final class CudaKernel implements CompiledKernel {
  private final Kernel kernel;
  private final Device device;
  private final CudaMemory memory;
  private final Structures structures;
  private final Map<EdgeIds, Variant> variants = new EnumMap<>(EdgeIds.class);

  /** A generated module, loaded. */
  private record Variant(Generated generated, Device.Loaded loaded) {}

  CudaKernel(Kernel kernel, Device device, CudaMemory memory, Structures structures) {
    this.kernel = kernel;
    this.device = device;
    this.memory = memory;
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
    Optional<MemorySegment> eids =
        kernel.namesEdges() ? launch.csr().flatMap(Csr::eids) : Optional.empty();
    Variant variant = variant(eids.isPresent() ? EdgeIds.LISTED : EdgeIds.POSITIONS);
    Generated generated = variant.generated();
    Structures.Addresses structure = structures.of(launch.csr(), eids);
    long hubs = structure.hubCount();
    try (Lease partials = memory.lease(partialBytes(generated, launch.rows(), hubs))) {
      long[] arguments = arguments(generated, launch, structure, address(partials.storage(0, 0)));
      int blocks = (int) Math.min(generated.blocks(launch.rows(), hubs), device.blocks());
      variant.loaded().launch(generated.name(), blocks, arguments);
      totals(variant, launch, arguments);
    }
    Reference.reachabilityFence(launch);
  }

  private long[] arguments(
      Generated generated, Launch launch, Structures.Addresses structure, long partials) {
    Signature signature = generated.signature();
    long[] arguments = new long[signature.size()];
    arguments[Signature.ROWS] = launch.rows();
    arguments[Signature.COLS] = launch.csr().map(Csr::cols).orElse(0L);
    arguments[Signature.INDPTR] = structure.indptr();
    arguments[Signature.INDICES] = structure.indices();
    arguments[Signature.EIDS] = structure.eids();
    arguments[Signature.HUBS] = structure.hubs();
    arguments[Signature.HUB_COUNT] = structure.hubCount();
    arguments[Signature.HUB_DEGREE] = structures.hubDegree();
    for (int i = 0; i < launch.operands().size(); i++) {
      place(arguments, signature.operand(i), launch.operands().get(i));
    }
    for (int o = 0; o < launch.outputs().size(); o++) {
      place(arguments, signature.output(o), launch.outputs().get(o));
    }
    for (int s = 0; s < kernel.scalarCount(); s++) {
      arguments[signature.scalar(s)] = Float.floatToRawIntBits((float) launch.scalars()[s]);
    }
    for (int k = 0; k < kernel.keyCount(); k++) {
      arguments[signature.key(k)] = CounterRandom.expand(launch.keys()[k]);
    }
    long next = partials;
    for (Generated.Total total : generated.totals()) {
      arguments[signature.partials(total.output())] = next;
      next += 4L * generated.partials(launch.rows(), structure.hubCount()) * total.width();
    }
    return arguments;
  }

  private static long partialBytes(Generated generated, long rows, long hubs) {
    return generated.totals().stream()
        .mapToLong(total -> 4L * generated.partials(rows, hubs) * total.width())
        .sum();
  }

  private static void place(long[] arguments, int at, Storage rows) {
    arguments[at] = address(rows);
    arguments[at + 1] = rows.rowStride() * rows.dtype().bytes();
  }

  private static long address(Storage storage) {
    return switch (storage) {
      case DeviceStorage device -> device.address();
      case HostStorage host ->
          throw new IllegalArgumentException(
              "Launch on cuda: "
                  + host.rows()
                  + " rows of "
                  + host.width()
                  + " elements lie in this process's memory; expected the device's. Bring them there first.");
    };
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
                generated.partials(launch.rows(), arguments[Signature.HUB_COUNT]),
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
