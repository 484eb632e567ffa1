package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.dense.CpuDense;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.dense.NamedRows;
import dev.weft.kernels.dense.TypeOrder;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import java.util.Optional;
import java.util.function.Consumer;

/** Dense products of a device's memory, computed by the CPU. */
final class CudaDense implements Dense {
  private final CudaMemory memory;
  private final Dense cpu = CpuDense.get();

  CudaDense(CudaMemory memory) {
    this.memory = memory;
  }

  @Override
  public void matmul(Storage a, Storage b, Factor factor, Storage c) {
    into(c, out -> cpu.matmul(fetched(a), fetched(b), factor, out));
  }

  @Override
  public void outerSum(Storage a, Storage b, Storage c) {
    into(c, out -> cpu.outerSum(fetched(a), fetched(b), out));
  }

  @Override
  public void transpose(Storage a, Storage c) {
    into(c, out -> cpu.transpose(fetched(a), out));
  }

  @Override
  public void segmentMatmul(Storage a, long[] offsets, Storage b, Factor factor, Storage c) {
    into(c, out -> cpu.segmentMatmul(fetched(a), offsets, fetched(b), factor, out));
  }

  @Override
  public void segmentOuterSum(Storage a, long[] offsets, Storage b, Storage c) {
    into(c, out -> cpu.segmentOuterSum(fetched(a), offsets, fetched(b), out));
  }

  @Override
  public void typedOuterSum(NamedRows a, NamedRows b, TypeOrder entries, int blocks, Storage c) {
    TypeOrder order = new TypeOrder(entries.offsets(), entries.order().map(this::fetched));
    into(c, out -> cpu.typedOuterSum(fetched(a), fetched(b), order, blocks, out));
  }

  private NamedRows fetched(NamedRows rows) {
    Optional<Storage> ids = rows.ids().map(this::fetched);
    return new NamedRows(fetched(rows.rows()), ids, rows.factors().map(this::fetched));
  }

  private void into(Storage c, Consumer<HostStorage> product) {
    HostStorage out = like(c);
    product.accept(out);
    memory.copy(out, c);
  }

  private HostStorage fetched(Storage rows) {
    HostStorage here = like(rows);
    memory.copy(rows, here);
    return here;
  }

  private static HostStorage like(Storage rows) {
    long bytes = Storage.span(rows.dtype(), rows.rows(), rows.width(), rows.rowStride());
    return new HostStorage(
        Memory.allocateCollected(bytes).segment(),
        rows.dtype(),
        rows.rows(),
        rows.width(),
        rows.rowStride());
  }
}
