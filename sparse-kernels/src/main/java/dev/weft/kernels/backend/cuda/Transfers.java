package dev.weft.kernels.backend.cuda;

import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The device memory of one launch: operands, outputs and scratch, given back at the end. On the
 * device rows follow each other without padding.
 */
final class Transfers implements AutoCloseable {
  /** Where rows lie on the device. */
  record Rows(long address, long strideBytes) {}

  private record Pending(HostStorage storage, long rows, long address) {}

  private final Device device;
  private final List<Long> taken = new ArrayList<>();
  private final List<Pending> outputs = new ArrayList<>();

  Transfers(Device device) {
    this.device = device;
  }

  /** Uploads rows. */
  Rows operand(Storage storage) {
    HostStorage host = host(storage);
    long rowBytes = rowBytes(host);
    long address = scratch(host.rows() * rowBytes);
    if (host.rows() * rowBytes > 0) {
      if (isDense(host)) {
        device.upload(host.segment().asSlice(0, host.rows() * rowBytes), address);
      } else {
        try (Block packed = Memory.allocate(host.rows() * rowBytes)) {
          for (long r = 0; r < host.rows(); r++) {
            MemorySegment.copy(
                host.segment(), r * strideBytes(host), packed.segment(), r * rowBytes, rowBytes);
          }
          device.upload(packed.segment(), address);
        }
      }
    }
    return new Rows(address, rowBytes);
  }

  /** Makes room for {@code rows} rows that {@link #download} will fetch. */
  Rows output(Storage storage, long rows) {
    HostStorage host = host(storage);
    long address = scratch(rows * rowBytes(host));
    outputs.add(new Pending(host, rows, address));
    return new Rows(address, rowBytes(host));
  }

  /** Device memory until the end of the launch. */
  long scratch(long bytes) {
    long address = device.allocate(bytes);
    taken.add(address);
    return address;
  }

  /** Fetches the outputs. */
  void download() {
    for (Pending output : outputs) {
      HostStorage host = output.storage();
      long rowBytes = rowBytes(host);
      long bytes = output.rows() * rowBytes;
      if (bytes == 0) {
        continue;
      }
      if (isDense(host)) {
        device.download(output.address(), host.segment().asSlice(0, bytes));
      } else {
        try (Block packed = Memory.allocate(bytes)) {
          device.download(output.address(), packed.segment());
          for (long r = 0; r < output.rows(); r++) {
            MemorySegment.copy(
                packed.segment(), r * rowBytes, host.segment(), r * strideBytes(host), rowBytes);
          }
        }
      }
    }
  }

  private static HostStorage host(Storage storage) {
    return switch (storage) {
      case HostStorage host -> host;
    };
  }

  private static boolean isDense(HostStorage host) {
    return host.rowStride() == host.width();
  }

  private static long rowBytes(HostStorage host) {
    return (long) host.width() * host.dtype().bytes();
  }

  private static long strideBytes(HostStorage host) {
    return host.rowStride() * host.dtype().bytes();
  }

  @Override
  public void close() {
    taken.forEach(device::free);
  }
}
