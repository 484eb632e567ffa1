package dev.weft.compile;

import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Value;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Memory for the next value of a parameter. A parameter that steps assign has two blocks and
 * changes between them, so that a step writes the new value while others still read the old one,
 * and nothing is copied. Memory that came from elsewhere is never written.
 */
final class Assignment {
  /** The two values that a parameter alternates between. */
  private static final class Pair {
    private Optional<Value> first = Optional.empty();
    private Optional<Value> second = Optional.empty();

    synchronized Value other(Value current, DType dtype) {
      Storage like = current.storage();
      if (first.isPresent() && first.get() == current) {
        second = second.or(() -> Optional.of(allocate(like, dtype, this)));
        return second.get();
      }
      first = first.or(() -> Optional.of(allocate(like, dtype, this)));
      return first.get();
    }
  }

  /** Keeps a block, and with it the other one, until the parameter lets go. */
  private record Owner(Block block, Pair pair) {}

  private Assignment() {}

  /** Where the next value of a parameter goes. */
  static Value next(Parameter parameter, DType dtype) {
    Value current = parameter.value();
    boolean own = current.owner() instanceof Owner && current.storage().dtype() == dtype;
    Pair pair = own ? ((Owner) current.owner()).pair() : new Pair();
    return pair.other(current, dtype);
  }

  private static Value allocate(Storage like, DType dtype, Pair pair) {
    long bytes =
        Math.multiplyExact(
            Math.multiplyExact(like.rows(), (long) like.width()), (long) dtype.bytes());
    Block block = Memory.allocateCollected(bytes);
    return Value.of(
        new HostStorage(block.segment(), dtype, like.rows(), like.width(), like.width()),
        new Owner(block, pair));
  }

  /** Copies rows, for a value that was not computed in its place. */
  static void copy(Storage source, Storage target) {
    HostStorage from = (HostStorage) source;
    HostStorage to = (HostStorage) target;
    int size = from.dtype().bytes();
    for (long row = 0; row < from.rows(); row++) {
      MemorySegment.copy(
          from.segment(),
          row * from.rowStride() * size,
          to.segment(),
          row * to.rowStride() * size,
          (long) from.width() * size);
    }
  }
}
