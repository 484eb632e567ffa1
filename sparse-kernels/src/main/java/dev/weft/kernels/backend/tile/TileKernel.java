package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.backend.LaunchCheck;
import dev.weft.kernels.backend.tile.Span.Carry;
import dev.weft.kernels.backend.tile.Tiers.Tier;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.parallel.Workers;
import dev.weft.kernels.sparse.Chunks;
import dev.weft.kernels.sparse.Csr;
import java.lang.ref.Reference;
import java.util.function.Function;

/**
 * A kernel run by interpreting its {@link TilePlan}: rows are cut into pieces of about equal
 * numbers of entries, pieces into tiles. Which rows share a tile changes no bit, and neither does
 * the thread: reductions see entries in order, totals are cut at fixed rows.
 */
public final class TileKernel implements CompiledKernel {
  /** Floats of work below which the calling thread does everything: waking others costs more. */
  private static final long SERIAL = 3 << 19;

  /** Floats of work of a piece, unless a few tiles are more. */
  private static final long PIECE = 1 << 18;

  /** Tiles of a piece at least: beginning one took about 23 microseconds. */
  private static final long TILES = 8;

  private final Kernel kernel;
  private final TilePlan plan;
  private final String variant;
  private final Tiers tiers;

  private TileKernel(Kernel kernel, TilePlan plan, String variant, Tiers tiers) {
    this.kernel = kernel;
    this.plan = plan;
    this.variant = variant;
    this.tiers = tiers;
  }

  /**
   * The kernel step by step on one set of primitives.
   *
   * @param carry whether reductions begin, or go on with what stands in the outputs
   * @param variant name of the backend
   * @param lanes makes the primitives for one thread
   */
  public static TileKernel plain(
      Kernel kernel, Carry carry, String variant, Function<TilePlan, Lanes> lanes) {
    TilePlan plan = Planner.plan(kernel, carry);
    return new TileKernel(kernel, plan, variant, new Tiers(new Tier(plan, lanes), _ -> {}));
  }

  /**
   * The kernel in generated loops from the first call.
   *
   * @param carry whether reductions begin, or go on with what stands in the outputs
   * @param variant name of the backend
   * @param lanes makes the primitives for what no loop takes
   * @param maker makes loops
   */
  public static TileKernel fused(
      Kernel kernel,
      Carry carry,
      String variant,
      Function<TilePlan, Lanes> lanes,
      Loop.Maker maker) {
    TilePlan plan = Planner.plan(kernel, carry);
    Tier tier = new Tier(Planner.fused(kernel, plan, maker), lanes);
    return new TileKernel(kernel, plan, variant, new Tiers(tier, _ -> {}));
  }

  /**
   * The kernel step by step on {@code plain} until generated loops pay; both give the same bits.
   *
   * @param carry whether reductions begin, or go on with what stands in the outputs
   * @param variant name of the backend
   * @param plain what runs well from the first call
   * @param lanes makes the primitives for what no loop takes
   * @param maker makes loops, which run faster once the JIT compiler has them
   */
  public static TileKernel tiered(
      Kernel kernel,
      Carry carry,
      String variant,
      Function<TilePlan, Lanes> plain,
      Function<TilePlan, Lanes> lanes,
      Loop.Maker maker) {
    TilePlan plan = Planner.plan(kernel, carry);
    Tiers.Preparation preparation =
        tiers ->
            Rehearsal.begin(
                kernel, tiers, () -> new Tier(Planner.fused(kernel, plan, maker), lanes));
    return new TileKernel(kernel, plan, variant, new Tiers(new Tier(plan, plain), preparation));
  }

  /** Which of two ways it runs. */
  Tiers tiers() {
    return tiers;
  }

  /** Whether some kernel of the process is about to run faster: for whoever measures. */
  public static boolean isAnyRehearsed() {
    return Rehearsal.isGoingOn();
  }

  @Override
  public void run(Launch launch) {
    LaunchCheck.check(kernel, launch, DType.FLOAT32);
    long work = work(launch);
    int[] bounds = bounds(launch, work);
    int pieces = bounds.length - 1;
    try (Operands operands = new Operands(launch, plan);
        Totals totals = new Totals(plan, launch.rows())) {
      if (pieces == 1) {
        runRows(operands, totals, bounds[0], bounds[1]);
      } else {
        Workers.run(pieces, i -> runRows(operands, totals, bounds[i], bounds[i + 1]));
      }
      totals.store(operands);
    }
    Reference.reachabilityFence(launch);
  }

  private void runRows(Operands operands, Totals totals, int from, int to) {
    long start = System.nanoTime();
    Tier tier = tiers.current();
    TilePlan how = tier.plan();
    try (TileRun run = new TileRun(how, tier.lanes().apply(how), operands, totals)) {
      run.rows(from, to);
    }
    tiers.spent(System.nanoTime() - start);
  }

  private long work(Launch launch) {
    return launch.rows() * plan.rowWork + launch.csr().map(Csr::size).orElse(0L) * plan.entryWork;
  }

  /** First rows of the pieces, and the end; one piece when the work is small. */
  private int[] bounds(Launch launch, long work) {
    int rows = Math.toIntExact(launch.rows());
    if (work < SERIAL) {
      return new int[] {0, rows};
    }
    int[] bounds =
        launch.csr().isPresent() ? byEntries(launch.csr().get(), work) : byRows(rows, work);
    return plan.totals.isEmpty() ? bounds : Totals.aligned(bounds);
  }

  private long pieces(long work) {
    return Math.max(1, work / Math.max(PIECE, TILES * plan.tileRows() * plan.rowWork));
  }

  private int[] byRows(int rows, long work) {
    int pieces = Math.clamp(pieces(work), 1, rows);
    int[] bounds = new int[pieces + 1];
    for (int i = 0; i <= pieces; i++) {
      bounds[i] = (int) ((long) rows * i / pieces);
    }
    return bounds;
  }

  private int[] byEntries(Csr csr, long work) {
    long size = csr.rows() + csr.size();
    long pieces = pieces(work);
    Chunks chunks =
        size / pieces >= Chunks.ENTRIES
            ? csr.chunks()
            : Chunks.of(csr, Math.max(256, size / pieces));
    int[] bounds = new int[chunks.count() + 1];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = chunks.firstRow(i);
    }
    return bounds;
  }

  @Override
  public String describe() {
    return variant
        + ": tiles of "
        + plan.tileRows()
        + " rows"
        + (kernel.domain() == Kernel.Domain.ROWS ? "" : ", " + plan.tileEntries() + " entries")
        + ", "
        + plan.entry.length
        + " passes, "
        + 4 * plan.scratchFloats() / 1024
        + " KiB of scratch a thread"
        + directs();
  }

  private String directs() {
    StringBuilder names = new StringBuilder();
    for (Step[] steps : plan.entry) {
      for (Step step : steps) {
        switch (step) {
          case Step.ReduceRows s -> names.append(", direct ").append(s.op()).append(" of rows");
          case Step.ReduceRowsArg s ->
              names.append(", direct ARG").append(s.op()).append(" of rows");
          case Step.SumScaled s ->
              names.append(", direct weighted ").append(s.op()).append(" of rows");
          case Step.SumProduct s ->
              names.append(", direct weighted ").append(s.op()).append(" of rows");
          case Step.Dot _ -> names.append(", direct dot products");
          case Step _ -> {
            // needs no mention
          }
        }
      }
    }
    return names.toString();
  }
}
