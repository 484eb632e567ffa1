package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The structure of graphs on a device: uploaded at first use, kept as long as the {@link Csr}
 * lives, which never changes.
 */
final class Structures {
  /**
   * Where a CSR lies; an address of 0 stands for a list that it does not have.
   *
   * @param indptr address of the row pointers
   * @param indices address of the columns
   * @param eids address of the edge ids, or 0
   */
  record Addresses(long indptr, long indices, long eids) {}

  private final CudaMemory memory;

  Structures(CudaMemory memory) {
    this.memory = memory;
  }

  /** The addresses of a CSR; all 0 for none. */
  Addresses of(Optional<Csr> csr) {
    return csr.map(this::resident).orElse(new Addresses(0, 0, 0));
  }

  private Addresses resident(Csr csr) {
    return new Addresses(
        address(csr, csr.indptr(), DType.INT64, csr.rows() + 1),
        address(csr, csr.indices(), DType.INT32, csr.size()),
        csr.eids().map(e -> address(csr, e, DType.INT32, csr.size())).orElse(0L));
  }

  private long address(Csr owner, MemorySegment list, DType dtype, long length) {
    return memory.resident(owner, new HostStorage(list, dtype, length, 1, 1)).address();
  }
}
