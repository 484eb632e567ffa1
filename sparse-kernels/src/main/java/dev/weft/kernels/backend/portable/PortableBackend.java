package dev.weft.kernels.backend.portable;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.tile.TileKernel;
import dev.weft.kernels.dense.CpuDense;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;
import java.util.concurrent.ConcurrentLinkedDeque;

/** The backend for any JVM: FLOAT32, plain loops that the compiler vectorises where it can. */
public final class PortableBackend implements Backend {
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
    ConcurrentLinkedDeque<PortableLanes> idle = new ConcurrentLinkedDeque<>();
    return new TileKernel(kernel, name(), plan -> PortableLanes.lease(plan, idle));
  }

  @Override
  public Dense dense() {
    return CpuDense.get();
  }
}
