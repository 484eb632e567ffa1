package dev.weft.kernels.backend.cuda.dense;

import dev.weft.kernels.backend.cuda.Device;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Module;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The entries on a device, each generated and loaded when it is first launched. Thread-safe. */
final class Kernels {
  private final Device device;
  private final Map<String, Device.Loaded> loaded = new ConcurrentHashMap<>();

  Kernels(Device device) {
    this.device = device;
  }

  void product(Product product, Tile tile, long blocks, Arguments arguments) {
    launch(product.name(tile), () -> ProductEntry.of(product, tile), blocks, arguments);
  }

  void sum(long blocks, Arguments arguments) {
    launch("sum_of_partials", SumEntry::one, blocks, arguments);
  }

  void sums(long blocks, Arguments arguments) {
    launch("sums_of_partials", SumEntry::several, blocks, arguments);
  }

  void transpose(long blocks, Arguments arguments) {
    launch("transpose", TransposeEntry::of, blocks, arguments);
  }

  private void launch(String name, Supplier<Entry> entry, long blocks, Arguments arguments) {
    loaded
        .computeIfAbsent(name, _ -> device.load(new Module(List.of(entry.get()))))
        .launch(name, Math.toIntExact(blocks), arguments.values());
  }
}
