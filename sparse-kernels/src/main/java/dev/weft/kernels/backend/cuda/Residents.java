package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.DeviceStorage;
import dev.weft.kernels.memory.HostStorage;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Copies of rows on a device, by the identity of whom the rows belong to. They are forgotten, and
 * so freed, some time after their owner is. Thread-safe.
 */
final class Residents {
  /** Rows as numbers, so that what is known of a copy does not keep its original. */
  private record Place(long address, DType dtype, long rows, int width, long rowStride) {
    static Place of(HostStorage rows) {
      return new Place(rows.address(0), rows.dtype(), rows.rows(), rows.width(), rows.rowStride());
    }
  }

  /** An owner, equal to itself alone. */
  private static final class Owner extends WeakReference<Object> {
    private final int hash;

    Owner(Object owner, ReferenceQueue<Object> queue) {
      super(owner, queue);
      hash = System.identityHashCode(owner);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(Object other) {
      return this == other || other instanceof Owner o && get() != null && get() == o.get();
    }
  }

  private final ReferenceQueue<Object> gone = new ReferenceQueue<>();
  private final Map<Owner, Map<Place, DeviceStorage>> copies = new HashMap<>();

  /** The copy of the rows, made when there is none. */
  synchronized DeviceStorage of(
      Object owner, HostStorage rows, Function<HostStorage, DeviceStorage> copy) {
    for (Object dead = gone.poll(); dead != null; dead = gone.poll()) {
      copies.remove(dead);
    }
    return copies
        .computeIfAbsent(new Owner(owner, gone), _ -> new HashMap<>())
        .computeIfAbsent(Place.of(rows), _ -> copy.apply(rows));
  }
}
