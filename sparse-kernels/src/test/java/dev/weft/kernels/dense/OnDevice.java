package dev.weft.kernels.dense;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Storage;
import java.util.Optional;
import java.util.function.Consumer;

/** A backend's products of rows in this process: they go there, and results come back. */
record OnDevice(Backend backend) implements Dense {
  @Override
  public void matmul(Storage a, Storage b, Factor factor, Storage c) {
    into(c, out -> backend.dense().matmul(there(a), there(b), factor, out));
  }

  @Override
  public void outerSum(Storage a, Storage b, Storage c) {
    into(c, out -> backend.dense().outerSum(there(a), there(b), out));
  }

  @Override
  public void transpose(Storage a, Storage c) {
    into(c, out -> backend.dense().transpose(there(a), out));
  }

  @Override
  public void segmentMatmul(Storage a, long[] offsets, Storage b, Factor factor, Storage c) {
    into(c, out -> backend.dense().segmentMatmul(there(a), offsets, there(b), factor, out));
  }

  @Override
  public void segmentOuterSum(Storage a, long[] offsets, Storage b, Storage c) {
    into(c, out -> backend.dense().segmentOuterSum(there(a), offsets, there(b), out));
  }

  @Override
  public void typedOuterSum(NamedRows a, NamedRows b, TypeOrder entries, int blocks, Storage c) {
    TypeOrder order = new TypeOrder(entries.offsets(), entries.order().map(this::there));
    into(c, out -> backend.dense().typedOuterSum(there(a), there(b), order, blocks, out));
  }

  private NamedRows there(NamedRows rows) {
    Optional<Storage> ids = rows.ids().map(this::there);
    return new NamedRows(there(rows.rows()), ids, rows.factors().map(this::there));
  }

  private Storage there(Storage rows) {
    return backend.memory().current((HostStorage) rows);
  }

  /** The result goes there too, so that what nobody writes stays as it is. */
  private void into(Storage c, Consumer<Storage> product) {
    Storage out = there(c);
    product.accept(out);
    backend.memory().copy(out, c);
  }
}
