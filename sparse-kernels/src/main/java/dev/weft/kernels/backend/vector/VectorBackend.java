package dev.weft.kernels.backend.vector;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.portable.PortableBackend;
import dev.weft.kernels.backend.tile.BlockedKernel;
import dev.weft.kernels.backend.tile.ColumnPlan;
import dev.weft.kernels.backend.tile.Loop;
import dev.weft.kernels.backend.tile.LoopCode;
import dev.weft.kernels.backend.tile.Span.Carry;
import dev.weft.kernels.backend.tile.TileKernel;
import dev.weft.kernels.dense.CpuDense;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.dense.NarrowGemm;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostMemory;
import java.util.Optional;

/**
 * The backend for CPUs with vector units: FLOAT32 by the Vector API. A kernel starts on the
 * portable loops, which give the same bits, and moves to vectors when they pay.
 */
public final class VectorBackend implements Backend {
  /** When kernels use vectors. */
  public enum Start {
    /** Once they pay. */
    TIERED,
    /** From the first call, for tests. */
    AT_ONCE
  }

  /**
   * Elements of an outer product that is summed beside other work: they are met once a tile, and
   * stay in the second-level cache with it.
   */
  private static final int MOST_SUMMED = 1 << 15;

  /** Made when first asked for, since that loads a library. */
  private static final class Products {
    static final Dense TIERED = CpuDense.with(new VectorGemm(), false);
    static final Dense AT_ONCE = CpuDense.with(new VectorGemm(), true);
  }

  private final Start start;
  private final BlockedKernel.Plan plan;

  /** Kernels move to vectors once they pay. */
  public VectorBackend() {
    this(Start.TIERED);
  }

  /** Kernels use vectors from the first call, or once they pay. */
  public VectorBackend(Start start) {
    this(start, ColumnPlan::blocks);
  }

  /** The same, with sums over neighbours cut into as many blocks of columns as a plan says. */
  public VectorBackend(Start start, BlockedKernel.Plan plan) {
    this.start = start;
    this.plan = plan;
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public DType computeType() {
    return DType.FLOAT32;
  }

  @Override
  public CompiledKernel compile(Kernel kernel) {
    return BlockedKernel.of(kernel, this::tiles, plan);
  }

  private TileKernel tiles(Kernel kernel, Carry carry) {
    return switch (start) {
      case TIERED ->
          TileKernel.tiered(
              kernel,
              carry,
              name(),
              PortableBackend.lanes(),
              VectorLanes::new,
              VectorBackend::loop);
      case AT_ONCE ->
          TileKernel.fused(kernel, carry, name(), VectorLanes::new, VectorBackend::loop);
    };
  }

  private static Optional<LoopCode> loop(Loop loop) {
    return LoopClass.of(loop).map(code -> ReadAhead.of(loop, code));
  }

  /** What would be a narrow product, but for results of less than a vector. */
  @Override
  public boolean fusesProducts(int k, int n) {
    return k > 0 && n > NarrowGemm.LEAST_COLUMNS && (long) k * n <= NarrowGemm.MOST;
  }

  @Override
  public boolean fusesOuterSums(int m, int n) {
    return m >= NarrowGemm.LEAST_ROWS
        && n > NarrowGemm.LEAST_COLUMNS
        && (long) m * n <= MOST_SUMMED;
  }

  @Override
  public boolean writesInPlace() {
    return true;
  }

  @Override
  public HostMemory memory() {
    return HostMemory.get();
  }

  @Override
  public Dense dense() {
    return switch (start) {
      case TIERED -> Products.TIERED;
      case AT_ONCE -> Products.AT_ONCE;
    };
  }
}
