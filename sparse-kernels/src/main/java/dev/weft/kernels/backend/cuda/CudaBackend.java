package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.cuda.driver.JCudaDevice;
import dev.weft.kernels.dense.CpuDense;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;

/**
 * Kernels on a {@link Device}, in float32: generated as PTX when they are first launched. Operands
 * travel to the device and outputs back with every run; the structure of a graph stays there. Dense
 * products run on the CPU.
 */
public final class CudaBackend implements Backend {
  private final Device device;
  private final Structures structures;

  /**
   * The backend of the first GPU.
   *
   * @throws IllegalStateException when there is none; the message says what is missing and what to
   *     install
   */
  public CudaBackend() {
    this(JCudaDevice.open());
  }

  /** The backend of this device. */
  public CudaBackend(Device device) {
    this.device = device;
    this.structures = new Structures(device);
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public DType computeType() {
    return DType.FLOAT32;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsupportedOperationException when the kernel needs more of a block than devices give
   */
  @Override
  public CompiledKernel compile(Kernel kernel) {
    return new CudaKernel(kernel, device, structures);
  }

  @Override
  public Dense dense() {
    return CpuDense.get();
  }
}
