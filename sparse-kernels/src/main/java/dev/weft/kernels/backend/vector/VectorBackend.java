package dev.weft.kernels.backend.vector;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.tile.TileKernel;
import dev.weft.kernels.dense.CpuDense;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;

/** The backend for CPUs with vector units: FLOAT32 by the Vector API. */
public final class VectorBackend implements Backend {
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
    return new TileKernel(kernel, name(), VectorLanes::new);
  }

  @Override
  public Dense dense() {
    return CpuDense.get();
  }
}
