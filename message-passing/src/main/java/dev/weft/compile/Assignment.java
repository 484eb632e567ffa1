package dev.weft.compile;

import dev.weft.kernels.memory.Allocation;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Storage;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Value;
import java.util.Optional;

/**
 * Memory for the next value of a parameter. A parameter that steps assign has two blocks and
 * changes between them, so that a step writes the new value while others still read the old one,
 * and nothing is copied. Memory that came from elsewhere is never written.
 */
final class Assignment {
  /** The two blocks that a parameter alternates between. */
  private static final class Pair {
    private final BackendMemory memory;
    private Optional<Owner> first = Optional.empty();
    private Optional<Owner> second = Optional.empty();

    Pair(BackendMemory memory) {
      this.memory = memory;
    }

    synchronized Owner other(Object current, long bytes) {
      if (first.isPresent() && first.get() == current) {
        second = second.or(() -> Optional.of(new Owner(memory.allocate(bytes), this)));
        return second.get();
      }
      first = first.or(() -> Optional.of(new Owner(memory.allocate(bytes), this)));
      return first.get();
    }
  }

  /** Keeps a block, and with it the other one, until the parameter lets go. */
  private record Owner(Allocation block, Pair pair) {}

  private Assignment() {}

  /** Where the next value of a parameter goes: rows without gaps. */
  static Value next(Parameter parameter, DType dtype, BackendMemory memory) {
    Value current = parameter.value();
    long bytes = Storage.span(dtype, current.rows(), current.width(), current.width());
    boolean own =
        current.owner() instanceof Owner owner
            && owner.pair().memory == memory
            && current.dtype() == dtype;
    Pair pair = own ? ((Owner) current.owner()).pair() : new Pair(memory);
    Owner next = pair.other(current.owner(), bytes);
    Storage rows =
        next.block().storage(0, bytes).as(dtype, current.rows(), current.width(), current.width());
    return Value.of(rows, next, memory);
  }
}
