package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * The structure of graphs on a device: uploaded at first use, kept as long as the {@link Csr}
 * lives, which never changes.
 */
final class Structures {
  private static final Cleaner CLEANER = Cleaner.create();

  /**
   * Where a CSR lies; an address of 0 stands for a list that it does not have.
   *
   * @param indptr address of the row pointers
   * @param indices address of the columns
   * @param eids address of the edge ids, or 0
   */
  record Addresses(long indptr, long indices, long eids) {}

  private final Device device;
  private final Map<Csr, Addresses> known = Collections.synchronizedMap(new WeakHashMap<>());

  Structures(Device device) {
    this.device = device;
  }

  /** The addresses of a CSR; all 0 for none. */
  Addresses of(Optional<Csr> csr) {
    return csr.map(c -> known.computeIfAbsent(c, this::upload)).orElse(new Addresses(0, 0, 0));
  }

  private Addresses upload(Csr csr) {
    long indptr = upload(csr, csr.indptr(), 8 * (csr.rows() + 1));
    long indices = upload(csr, csr.indices(), 4 * csr.size());
    long eids = csr.eids().map(e -> upload(csr, e, 4 * csr.size())).orElse(0L);
    return new Addresses(indptr, indices, eids);
  }

  private long upload(Csr owner, MemorySegment list, long bytes) {
    long address = device.allocate(bytes);
    device.upload(list.asSlice(0, bytes), address);
    Device of = device;
    CLEANER.register(owner, () -> of.free(address));
    return address;
  }
}
