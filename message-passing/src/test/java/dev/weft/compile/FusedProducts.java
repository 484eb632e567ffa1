package dev.weft.compile;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;

/** A backend that has products within kernels, however small. */
record FusedProducts(Backend backend) implements Backend {
  @Override
  public String name() {
    return backend.name() + " with fused products";
  }

  @Override
  public DType computeType() {
    return backend.computeType();
  }

  @Override
  public CompiledKernel compile(Kernel kernel) {
    return backend.compile(kernel);
  }

  @Override
  public BackendMemory memory() {
    return backend.memory();
  }

  @Override
  public Dense dense() {
    return backend.dense();
  }

  @Override
  public boolean writesInPlace() {
    return backend.writesInPlace();
  }

  @Override
  public boolean fusesProducts(int k, int n) {
    return true;
  }

  @Override
  public boolean fusesOuterSums(int m, int n) {
    return true;
  }
}
