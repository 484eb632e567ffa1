package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.DeviceStorage;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.stream.LongStream;

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
   * @param hubs address of the rows that are hubs, 32 bits each, those of most entries first
   * @param hubCount number of hubs
   */
  record Addresses(long indptr, long indices, long eids, long hubs, long hubCount) {
    static final Addresses NONE = new Addresses(0, 0, 0, 0, 0);
  }

  private final CudaMemory memory;
  private final int hubDegree;
  private final Map<Csr, DeviceStorage> hubs = Collections.synchronizedMap(new WeakHashMap<>());

  Structures(CudaMemory memory, int hubDegree) {
    this.memory = memory;
    this.hubDegree = hubDegree;
  }

  /** Entries beyond which a row is a hub. */
  int hubDegree() {
    return hubDegree;
  }

  /**
   * The addresses of a CSR; all 0 for none.
   *
   * @param eids its edge ids, if they are not the positions and the kernel asks for them
   */
  Addresses of(Optional<Csr> csr, Optional<MemorySegment> eids) {
    return csr.map(rows -> resident(rows, eids)).orElse(Addresses.NONE);
  }

  private Addresses resident(Csr csr, Optional<MemorySegment> eids) {
    DeviceStorage rows = hubs.computeIfAbsent(csr, this::hubs);
    return new Addresses(
        address(csr, csr.indptr(), DType.INT64, csr.rows() + 1),
        address(csr, csr.indices(), DType.INT32, csr.size()),
        eids.map(e -> address(csr, e, DType.INT32, csr.size())).orElse(0L),
        rows.address(),
        rows.rows());
  }

  /** The longest first: blocks begin in order, and the last to begin should not be last to end. */
  private DeviceStorage hubs(Csr csr) {
    int[] rows =
        LongStream.range(0, csr.rows())
            .filter(row -> csr.degree(row) > hubDegree)
            .boxed()
            .sorted(Comparator.comparingLong(csr::degree).reversed())
            .mapToInt(Math::toIntExact)
            .toArray();
    try (Block list = Memory.allocate(4L * rows.length)) {
      MemorySegment.copy(rows, 0, list.segment(), ValueLayout.JAVA_INT, 0, rows.length);
      return memory.current(new HostStorage(list.segment(), DType.INT32, rows.length, 1, 1));
    }
  }

  private long address(Csr owner, MemorySegment list, DType dtype, long length) {
    return memory.resident(owner, new HostStorage(list, dtype, length, 1, 1)).address();
  }
}
