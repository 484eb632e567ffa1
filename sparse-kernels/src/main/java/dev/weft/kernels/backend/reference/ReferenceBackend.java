package dev.weft.kernels.backend.reference;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.backend.LaunchCheck;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostMemory;

/** The backend that defines the others: FLOAT64, plain loops, one thread. */
public final class ReferenceBackend implements Backend {
  @Override
  public String name() {
    return "reference";
  }

  @Override
  public DType computeType() {
    return DType.FLOAT64;
  }

  @Override
  public CompiledKernel compile(Kernel kernel) {
    return new Compiled(kernel);
  }

  @Override
  public HostMemory memory() {
    return HostMemory.get();
  }

  @Override
  public Dense dense() {
    return new PlainDense();
  }

  private record Compiled(Kernel kernel) implements CompiledKernel {
    @Override
    public void run(Launch launch) {
      LaunchCheck.check(kernel, launch, DType.FLOAT64);
      new ReferenceRun(kernel, launch).run();
    }

    @Override
    public String describe() {
      return "reference: plain loops in double, " + kernel.body().size() + " instructions";
    }
  }
}
