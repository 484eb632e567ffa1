package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.memory.Allocation;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.DeviceBlock;
import dev.weft.kernels.memory.DeviceStorage;
import dev.weft.kernels.memory.HostMemory;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Lease;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import java.util.concurrent.atomic.AtomicLong;

/** A device's memory. Copies keep the stride of their rows, so that each is one transfer. */
final class CudaMemory implements BackendMemory {
  private final Device device;
  private final Residents residents = new Residents();
  private final AtomicLong used = new AtomicLong();
  private final AtomicLong peak = new AtomicLong();

  CudaMemory(Device device) {
    this.device = device;
  }

  @Override
  public Lease lease(long bytes) {
    return block(bytes);
  }

  @Override
  public Allocation allocate(long bytes) {
    return block(bytes);
  }

  private DeviceBlock block(long bytes) {
    DeviceBlock block =
        new DeviceBlock(
            device.allocate(bytes),
            bytes,
            address -> {
              used.addAndGet(-bytes);
              device.free(address);
            });
    peak.accumulateAndGet(used.addAndGet(bytes), Math::max);
    return block;
  }

  @Override
  public void await() {
    device.await();
  }

  @Override
  public long peakBytes() {
    return peak.get();
  }

  @Override
  public DeviceStorage resident(Object owner, HostStorage rows) {
    return residents.of(owner, rows, this::current);
  }

  @Override
  public DeviceStorage current(HostStorage rows) {
    long bytes = Storage.span(rows.dtype(), rows.rows(), rows.width(), rows.rowStride());
    DeviceStorage copy =
        new DeviceStorage(
            block(bytes), 0, rows.dtype(), rows.rows(), rows.width(), rows.rowStride());
    copy(rows, copy);
    return copy;
  }

  @Override
  public void copy(Storage from, Storage to) {
    if (from.rowStride() != to.rowStride()) {
      restride(from, to);
      return;
    }
    long bytes = Storage.span(from.dtype(), from.rows(), from.width(), from.rowStride());
    if (bytes == 0) {
      return;
    }
    switch (from) {
      case HostStorage host when to instanceof DeviceStorage target ->
          device.upload(host.segment().asSlice(0, bytes), target.address());
      case DeviceStorage source when to instanceof DeviceStorage target ->
          device.copy(source.address(), target.address(), bytes);
      case DeviceStorage source ->
          device.download(
              source.address(), to.host().segment().asSlice(0, bytes), rowBytes(to), pitch(to));
      case HostStorage host -> HostMemory.copy(host, to.host());
    }
  }

  private static long rowBytes(Storage rows) {
    return (long) rows.width() * rows.dtype().bytes();
  }

  /** A row of nothing is a byte wide here, since loops go from row to row. */
  private static long pitch(Storage rows) {
    return Math.max(1, rows.rowStride() * rows.dtype().bytes());
  }

  /** Rows of another stride are brought to it in this process's memory. */
  private void restride(Storage from, Storage to) {
    try (Block here = blank(from);
        Block there = blank(to)) {
      HostStorage source = at(here, from);
      HostStorage target = at(there, to);
      copy(from, source);
      HostMemory.copy(source, target);
      copy(target, to);
    }
  }

  private static Block blank(Storage like) {
    return Memory.allocate(Storage.span(like.dtype(), like.rows(), like.width(), like.rowStride()));
  }

  private static HostStorage at(Block block, Storage like) {
    return new HostStorage(
        block.segment(), like.dtype(), like.rows(), like.width(), like.rowStride());
  }
}
