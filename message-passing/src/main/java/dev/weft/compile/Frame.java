package dev.weft.compile;

import dev.weft.compile.Place.Origin;
import dev.weft.compile.Place.Reading;
import dev.weft.kernels.memory.Allocation;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Lease;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.Value;

/**
 * The memory of one run: a storage for every place, in the leaves, in the leased workspace, where
 * parameters will have it, or in blocks of their own for results.
 */
final class Frame {
  final Bindings bindings;
  final Sizes sizes;
  private final Place[] places;
  private final Storage[] storages;
  private final Allocation[] results;

  Frame(
      Program program,
      BackendMemory memory,
      Bindings bindings,
      Sizes sizes,
      Layout layout,
      Lease workspace,
      Value[] next) {
    this.bindings = bindings;
    this.sizes = sizes;
    Buffer[] buffers = program.buffers();
    Storage[] bytes = new Storage[buffers.length];
    results = new Allocation[buffers.length];
    for (int i = 0; i < buffers.length; i++) {
      long size = layout.bytes(i);
      if (buffers[i].result()) {
        results[i] = memory.allocate(size);
        bytes[i] = results[i].storage(0, size);
      } else if (buffers[i].target() >= 0) {
        bytes[i] = next[buffers[i].target()].storage(memory);
      } else {
        bytes[i] = workspace.storage(layout.offset(i), size);
      }
    }
    places = program.places();
    storages = new Storage[places.length];
    for (int i = 0; i < places.length; i++) {
      storages[i] = storage(places[i], memory, buffers, bytes);
    }
  }

  private Storage storage(Place place, BackendMemory memory, Buffer[] buffers, Storage[] bytes) {
    long rows = sizes.of(place.rowClass(), place.fixedRows());
    int width = place.width();
    if (place.origin() == Origin.TYPES) {
      Coo edges = bindings.edges(place.number()).coo();
      return memory.resident(edges, new HostStorage(edges.col(), place.dtype(), rows, 1, 1));
    }
    if (place.origin() == Origin.LEAF) {
      Storage leaf = bindings.leaves()[place.number()].storage(memory);
      return place.reading() == Reading.OWN ? leaf : leaf.as(place.dtype(), rows, width, width);
    }
    long stride = place.reading() == Reading.PACKED ? width : buffers[place.number()].stride();
    return bytes[place.number()].as(place.dtype(), rows, width, stride);
  }

  Storage storage(int place) {
    return storages[place];
  }

  /** The leaf that a place is. */
  Value leaf(int place) {
    return bindings.leaves()[places[place].number()];
  }

  /** The memory behind a buffer that is handed out. */
  Allocation result(int buffer) {
    return results[buffer];
  }
}
