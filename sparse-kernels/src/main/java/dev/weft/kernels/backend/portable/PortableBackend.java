package dev.weft.kernels.backend.portable;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.tile.BlockedKernel;
import dev.weft.kernels.backend.tile.ColumnPlan;
import dev.weft.kernels.backend.tile.Lanes;
import dev.weft.kernels.backend.tile.TileKernel;
import dev.weft.kernels.backend.tile.TilePlan;
import dev.weft.kernels.dense.CpuDense;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostMemory;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;

/** The backend for any JVM: FLOAT32, plain loops that the compiler vectorises where it can. */
public final class PortableBackend implements Backend {
  private final BlockedKernel.Plan plan;

  /** Sums over neighbours are cut into blocks of columns where that pays. */
  public PortableBackend() {
    this(ColumnPlan::blocks);
  }

  /** Sums over neighbours are cut into as many blocks of columns as a plan says. */
  public PortableBackend(BlockedKernel.Plan plan) {
    this.plan = plan;
  }

  @Override
  public String name() {
    return "portable";
  }

  @Override
  public DType computeType() {
    return DType.FLOAT32;
  }

  @Override
  public CompiledKernel compile(Kernel kernel) {
    return BlockedKernel.of(
        kernel, (part, carry) -> TileKernel.plain(part, carry, name(), lanes()), plan);
  }

  /** Makes the primitives of one kernel; those of earlier runs are used again. */
  public static Function<TilePlan, Lanes> lanes() {
    ConcurrentLinkedDeque<PortableLanes> idle = new ConcurrentLinkedDeque<>();
    return plan -> PortableLanes.lease(plan, idle);
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
    return CpuDense.get();
  }
}
