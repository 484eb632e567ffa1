package dev.weft.tensor;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A copy of edge rows in the order of a CSR's entries, made when it is first wanted. */
final class EdgeRows {
  private final Csr csr;
  private Optional<Storage> storage = Optional.empty();

  EdgeRows(Csr csr) {
    this.csr = csr;
  }

  Csr csr() {
    return csr;
  }

  /** The copy, packed. */
  synchronized Storage storage(Storage rows) {
    if (storage.isEmpty()) {
      HostStorage from = (HostStorage) rows;
      long width = (long) from.width() * from.dtype().bytes();
      MemorySegment to = Memory.allocateCollected(Math.multiplyExact(csr.size(), width)).segment();
      copy(from, to, width);
      storage =
          Optional.of(new HostStorage(to, from.dtype(), csr.size(), from.width(), from.width()));
    }
    return storage.get();
  }

  private void copy(HostStorage from, MemorySegment to, long width) {
    MemorySegment ids = csr.eids().orElseThrow();
    long stride = from.rowStride() * from.dtype().bytes();
    for (long entry = 0; entry < csr.size(); entry++) {
      long edge = ids.getAtIndex(JAVA_INT_UNALIGNED, entry);
      MemorySegment.copy(from.segment(), edge * stride, to, entry * width, width);
    }
  }
}
