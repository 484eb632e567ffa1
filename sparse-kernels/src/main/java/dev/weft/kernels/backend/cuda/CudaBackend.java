package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.cuda.dense.DeviceDense;
import dev.weft.kernels.backend.cuda.dense.Tile;
import dev.weft.kernels.backend.cuda.driver.JCudaDevice;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import java.util.List;

/**
 * Kernels on a {@link Device}, in float32: generated as PTX when they are first launched. Operands
 * and outputs lie in the device's memory, and so does the structure of graphs.
 */
public final class CudaBackend implements Backend {
  /**
   * Entries that a team walks through in about the time that a launch of a million edges takes; a
   * block's eight warps still have 32 each.
   */
  private static final int HUB = 256;

  private final Device device;
  private final CudaMemory memory;
  private final Structures structures;
  private final Dense dense;

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
    this(device, HUB, Tile.ALL);
  }

  /** The backend of this device; rows of more than {@code hub} entries are shared by a block. */
  public CudaBackend(Device device, int hub) {
    this(device, hub, Tile.ALL);
  }

  /** The backend of this device, whose dense products take one of these tiles. */
  public CudaBackend(Device device, List<Tile> tiles) {
    this(device, HUB, tiles);
  }

  private CudaBackend(Device device, int hub, List<Tile> tiles) {
    this.device = device;
    this.memory = new CudaMemory(device);
    this.structures = new Structures(memory, hub);
    this.dense = new DeviceDense(device, memory, tiles);
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
    return new CudaKernel(kernel, device, memory, structures);
  }

  @Override
  public BackendMemory memory() {
    return memory;
  }

  @Override
  public Dense dense() {
    return dense;
  }
}
