package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.backend.LaunchRows;
import dev.weft.kernels.backend.tile.Tiers.Tier;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs generated loops on a few made-up rows, in one background thread, until the JIT compiler has
 * them: on real data they would crawl meanwhile.
 */
final class Rehearsal {
  /** Runs that make the JIT compiler take a loop: it counts 600 calls and 15,000 rounds in all. */
  private static final int RUNS = 800;

  /** Runs for loops of few rounds, which it takes after 5,000 calls. */
  private static final int MOST_RUNS = 5_500;

  private static final long LONG_ENOUGH = 400_000_000;

  /** How long to wait for the compiler, after which the plain loops stay. */
  private static final long GIVE_UP = 15_000_000_000L;

  private static final System.Logger LOG = System.getLogger(Rehearsal.class.getName());
  private static final int ROWS = 32;
  private static final AtomicInteger PENDING = new AtomicInteger();
  private static final LinkedBlockingQueue<Runnable> QUEUE = new LinkedBlockingQueue<>();

  static {
    Thread.ofPlatform().daemon().name("weft-rehearsal").start(Rehearsal::work);
  }

  private final Launch launch;
  private final List<Block> blocks = new ArrayList<>();

  private Rehearsal(Kernel kernel) {
    Optional<Csr> csr =
        kernel.domain() == Kernel.Domain.NEIGHBORS ? Optional.of(csr()) : Optional.empty();
    LaunchRows reach = new LaunchRows(ROWS, csr, 1);
    List<Storage> operands = new ArrayList<>();
    for (int o = 0; o < kernel.operands().size(); o++) {
      Kernel.Operand operand = kernel.operands().get(o);
      operands.add(zeros(operand.dtype(), operand.width(), reach.read(kernel, o)));
    }
    List<Storage> outputs = new ArrayList<>();
    for (Kernel.Output output : kernel.outputs()) {
      boolean arg = kernel.body().get(output.value()) instanceof Instr.ArgReduce;
      int width = kernel.shape(output.value()).width();
      long rows = reach.written(output.target());
      outputs.add(zeros(arg ? DType.INT32 : DType.FLOAT32, width, rows));
    }
    double[] scalars = new double[kernel.scalarCount()];
    Arrays.fill(scalars, 1);
    launch = new Launch(ROWS, csr, operands, outputs, scalars, new long[kernel.keyCount()]);
  }

  /** Hands the kernel to the background thread, which promotes {@code fused} when it is faster. */
  static void begin(Kernel kernel, Tiers tiers, Supplier<Tier> fused) {
    Tier plain = tiers.current();
    PENDING.incrementAndGet();
    QUEUE.add(
        () -> {
          Rehearsal rehearsal = new Rehearsal(kernel);
          try {
            Tier tier = fused.get();
            if (rehearsal.isFaster(tier, plain)) {
              tiers.promote(tier);
            }
          } finally {
            rehearsal.blocks.forEach(Block::close);
          }
        });
  }

  /** Whether some kernel waits for its loops. */
  static boolean isGoingOn() {
    return PENDING.get() > 0;
  }

  private static void work() {
    while (true) {
      try {
        Runnable next = QUEUE.take();
        try {
          next.run();
        } finally {
          PENDING.decrementAndGet();
        }
      } catch (InterruptedException e) {
        // Nobody stops this thread; it ends with the process.
      } catch (RuntimeException | Error e) {
        // Whatever it is, the next kernel's loops may be made, and this one's plain loops stay.
        LOG.log(Level.WARNING, "Generated loops are left out; plain ones give the same.", e);
      }
    }
  }

  private boolean isFaster(Tier tier, Tier plain) {
    long goal = best(plain, 20);
    long begin = System.nanoTime();
    for (int i = 0; i < MOST_RUNS; i++) {
      if (i > RUNS && System.nanoTime() - begin > LONG_ENOUGH) {
        break;
      }
      run(tier);
    }
    while (System.nanoTime() - begin < GIVE_UP) {
      if (best(tier, 5) < goal) {
        return true;
      }
      pause();
    }
    return false;
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long best(Tier tier, int runs) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      run(tier);
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }

  private void run(Tier tier) {
    try (Operands operands = new Operands(launch, tier.plan());
        Totals totals = new Totals(tier.plan(), ROWS);
        TileRun run = new TileRun(tier.plan(), tier.lanes().apply(tier.plan()), operands, totals)) {
      run.rows(0, ROWS);
    }
  }

  /** Rows of none to a few entries, edges in another order. */
  private static Csr csr() {
    int[] row = new int[16 * ROWS];
    int[] col = new int[16 * ROWS];
    Arrays.setAll(row, e -> 11 * e % (ROWS - 3));
    Arrays.setAll(col, e -> 7 * e % ROWS);
    return Coo.of(ROWS, ROWS, row, col).toCsr();
  }

  private Storage zeros(DType dtype, int width, long rows) {
    int stride = Registers.stride(width);
    Block block = Memory.allocate(Math.max(64, rows * stride * dtype.bytes()));
    blocks.add(block);
    return new HostStorage(
        block.segment().asSlice(0, rows * stride * dtype.bytes()), dtype, rows, width, stride);
  }
}
