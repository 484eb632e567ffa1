package dev.weft.kernels.backend.cuda.sim;

import dev.weft.kernels.backend.cuda.Device;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Module;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A device that interprets PTX instruction by instruction and throws a {@link Fault} at the first
 * access out of bounds, read of something never written, race, barrier that not all reach, or
 * endless loop. A million times slower than a GPU.
 */
public final class SimulatedDevice implements Device {
  private final Memory memory = new Memory();
  private final int blocks;
  private long moved;

  /**
   * A device with empty memory.
   *
   * @param blocks most blocks of a grid; few make teams take several rows
   */
  public SimulatedDevice(int blocks) {
    this.blocks = blocks;
  }

  @Override
  public String name() {
    return "simulated";
  }

  @Override
  public synchronized long allocate(long bytes) {
    return memory.allocate(bytes);
  }

  @Override
  public synchronized void free(long address) {
    memory.free(address);
  }

  @Override
  public synchronized void upload(MemorySegment from, long to) {
    moved += from.byteSize();
    memory.upload(from, to);
  }

  @Override
  public synchronized void download(long from, MemorySegment to, long rowBytes, long pitch) {
    moved += to.byteSize();
    for (long at = 0; at < to.byteSize(); at += pitch) {
      memory.download(from + at, to.asSlice(at, rowBytes));
    }
  }

  @Override
  public synchronized void copy(long from, long to, long bytes) {
    memory.copy(from, to, bytes);
  }

  @Override
  public void await() {
    // What is asked for here has happened when the call returns.
  }

  @Override
  public Loaded load(Module module) {
    Map<String, Program> programs =
        module.entries().stream().collect(Collectors.toMap(Entry::name, Program::new));
    Function<String, Program> named = programs::get;
    return (entry, grid, arguments) -> run(named.apply(entry), grid, arguments);
  }

  private synchronized void run(Program program, int grid, long[] arguments) {
    memory.forgetThreads();
    for (int block = 0; block < grid; block++) {
      new Block(program, memory, arguments, block, grid).run();
    }
  }

  @Override
  public int blocks() {
    return blocks;
  }

  /** Bytes that went between this device and the host, either way. */
  public synchronized long moved() {
    return moved;
  }

  /** Allocations that were not freed. */
  public synchronized int allocations() {
    return memory.allocations();
  }
}
