package dev.weft.compile;

import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Value;
import java.lang.foreign.MemorySegment;

/**
 * Gives parameters their new values. Memory that a step made for a parameter is written again by the next step; memory that came from
 * elsewhere is never written.
 */
final class Assignment {
  /** The mark of memory that belongs to one parameter alone. */
  private record Own(Block block) {}

  private Assignment() {}

  static void assign(Parameter parameter, Storage value) {
    HostStorage from = (HostStorage) value;
    Value old = parameter.value();
    boolean fits = old.owner() instanceof Own && old.storage().dtype() == from.dtype() && old.storage().rows() == from.rows() && old.storage().width() == from.width();
    Value next = fits ? old : allocate(from);
    copy(from, (HostStorage) next.storage());
    parameter.assign(next);
  }

  private static Value allocate(HostStorage like) {
    long bytes = Math.multiplyExact(Math.multiplyExact(like.rows(), (long) like.width()), (long) like.dtype().bytes());
    Block block = Memory.allocateCollected(bytes);
    return Value.of(new HostStorage(block.segment(), like.dtype(), like.rows(), like.width(), like.width()), new Own(block));
  }

  private static void copy(HostStorage from, HostStorage to) {
    int size = from.dtype().bytes();
    long row = (long) from.width() * size;
    if (from.rowStride() == from.width() && to.rowStride() == to.width()) {
      MemorySegment.copy(from.segment(), 0, to.segment(), 0, from.rows() * row);
      return;
    }
    for (long i = 0; i < from.rows(); i++) {
      MemorySegment.copy(from.segment(), i * from.rowStride() * size, to.segment(), i * to.rowStride() * size, row);
    }
  }
}
