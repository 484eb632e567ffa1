package dev.weft.compile;

import dev.weft.compile.Place.Origin;
import dev.weft.compile.Place.Reading;
import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.memory.Workspace;
import dev.weft.tensor.Value;
import java.lang.foreign.MemorySegment;

/**
 * The memory of one run: a storage for every place, in the leaves, in the leased workspace, where
 * parameters will have it, or in blocks of their own for results.
 */
final class Frame {
  final Bindings bindings;
  final Sizes sizes;
  private final Place[] places;
  private final Storage[] storages;
  private final Block[] results;

  Frame(
      Program program,
      Bindings bindings,
      Sizes sizes,
      Layout layout,
      Workspace workspace,
      Value[] next) {
    this.bindings = bindings;
    this.sizes = sizes;
    Buffer[] buffers = program.buffers();
    MemorySegment[] segments = new MemorySegment[buffers.length];
    results = new Block[buffers.length];
    for (int i = 0; i < buffers.length; i++) {
      long bytes = layout.bytes(i);
      if (buffers[i].result()) {
        results[i] = Memory.allocateUnset(bytes);
        segments[i] = results[i].segment();
      } else if (buffers[i].target() >= 0) {
        segments[i] = ((HostStorage) next[buffers[i].target()].storage()).segment();
      } else {
        segments[i] = workspace.slice(layout.offset(i), bytes);
      }
    }
    places = program.places();
    storages = new Storage[places.length];
    for (int i = 0; i < places.length; i++) {
      storages[i] = storage(places[i], buffers, segments);
    }
  }

  private Storage storage(Place place, Buffer[] buffers, MemorySegment[] segments) {
    long rows = sizes.of(place.rowClass(), place.fixedRows());
    if (place.origin() == Origin.TYPES) {
      MemorySegment types = bindings.edges(place.number()).coo().col();
      return new HostStorage(types, place.dtype(), rows, 1, 1);
    }
    if (place.origin() == Origin.LEAF) {
      Storage leaf = bindings.leaves()[place.number()].storage();
      return place.reading() == Reading.OWN
          ? leaf
          : packed(place, rows, ((HostStorage) leaf).segment());
    }
    MemorySegment segment = segments[place.number()];
    return place.reading() == Reading.PACKED
        ? packed(place, rows, segment)
        : new HostStorage(
            segment, place.dtype(), rows, place.width(), buffers[place.number()].stride());
  }

  private static Storage packed(Place place, long rows, MemorySegment segment) {
    return new HostStorage(segment, place.dtype(), rows, place.width(), place.width());
  }

  Storage storage(int place) {
    return storages[place];
  }

  /** The leaf that a place is. */
  Value leaf(int place) {
    return bindings.leaves()[places[place].number()];
  }

  /** The block behind a buffer that is handed out. */
  Block result(int buffer) {
    return results[buffer];
  }
}
