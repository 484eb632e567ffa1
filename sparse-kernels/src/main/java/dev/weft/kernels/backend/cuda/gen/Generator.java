package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Module;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.lang.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From a {@link Kernel} to PTX. Each block takes hubs, rows of so many entries that a team would
 * hold up all others; then teams take row after row. A pure function of the kernel and of how edges
 * are named.
 */
public final class Generator {
  /** Shared memory that every device gives a block. */
  private static final int SHARED_BYTES = 48 << 10;

  /**
   * Scratch of a block beyond which fewer teams share it, so that several blocks fit a processor.
   */
  private static final int COMFORTABLE_BYTES = 16 << 10;

  private static final int THREADS = 128;

  /** The same when rows have entries: a hub is shared by all teams of a block. */
  private static final int WALKING_THREADS = 256;

  /**
   * Threads for the entries of a row, at least: neighbours read ids beside each other, and with
   * groups of four 32 entries are in flight.
   */
  private static final int LANES = 8;

  /** Bytes of parameters that every device takes. */
  private static final int PARAMETER_BYTES = 4096;

  private final Kernel kernel;
  private final EdgeIds edgeIds;
  private final Signature signature;
  private final Team team;
  private final boolean walks;
  private final String name;

  private Generator(Kernel kernel, EdgeIds edgeIds) {
    this.kernel = kernel;
    this.edgeIds = edgeIds;
    this.signature = Signature.of(kernel);
    this.team = Team.of(kernel);
    this.walks = kernel.domain() == Kernel.Domain.NEIGHBORS;
    this.name =
        String.format(
            Locale.ROOT,
            "%s_%08x",
            kernel.domain().name().toLowerCase(Locale.ROOT),
            kernel.toString().hashCode());
  }

  /**
   * The kernel in PTX.
   *
   * @throws UnsupportedOperationException when it has more parameters, or a row needs more scratch,
   *     than a device gives
   */
  public static Generated generate(Kernel kernel, EdgeIds edgeIds) {
    return new Generator(kernel, edgeIds).generate();
  }

  private Generated generate() {
    if (8 * signature.size() > PARAMETER_BYTES) {
      throw refused(signature.size() + " parameters; a launch takes " + PARAMETER_BYTES / 8);
    }
    int threads = walks ? WALKING_THREADS : THREADS;
    Slots all = Slots.everything();
    body(all, threads, 16);
    Slots read = Slots.read(all);
    body(read, threads, 16);
    int bytes = read.bytes();
    if (bytes > SHARED_BYTES) {
      throw refused(bytes + " bytes of scratch for a row; a block has " + SHARED_BYTES);
    }
    while (threads > Team.WARP && bytes * (threads / team.size()) > COMFORTABLE_BYTES) {
      threads /= 2;
    }
    while (threads > team.size() && bytes * (threads / team.size()) > SHARED_BYTES) {
      threads /= 2;
    }
    List<Insn> body = body(Slots.read(all), threads, bytes);
    int shared = bytes * (threads / team.size()) + (walks ? Crew.bytes(threads) : 0);
    int perRow = team.size() * teams(threads);
    return new Generated(module(body, threads, shared), name, signature, perRow, threads, totals());
  }

  /** Teams that share a row that is no hub. */
  private int teams(int threads) {
    return walks ? Math.clamp(LANES / team.size(), 1, threads / team.size()) : 1;
  }

  private Module module(List<Insn> body, int threads, int sharedBytes) {
    List<Entry> entries = new ArrayList<>();
    entries.add(new Entry(name, signature.types(), threads, sharedBytes, body));
    for (Generated.Total total : totals()) {
      Kernel.Target target = kernel.outputs().get(total.output()).target();
      entries.add(TotalEntry.of(total.name(), Reductions.of(target)));
    }
    return new Module(entries);
  }

  private List<Generated.Total> totals() {
    return Totals.outputs(kernel).stream()
        .map(
            o ->
                new Generated.Total(
                    o, kernel.shape(kernel.outputs().get(o).value()).width(), name + "_total" + o))
        .toList();
  }

  private List<Insn> body(Slots slots, int threads, int scratchBytes) {
    Domain domain = new Domain(team, edgeIds, scratchBytes);
    Values values = new Values(kernel, signature, team, slots, domain);
    Writer writer = new Writer(values, threads, scratchBytes * (threads / team.size()));
    if (walks) {
      writer.hubs();
    }
    if (Totals.outputs(kernel).isEmpty()) {
      writer.rows();
    } else {
      writer.partials();
    }
    domain.launch.code.add(new Insn.Return());
    return domain.launch.code.instructions();
  }

  /** The loops over rows. */
  private final class Writer {
    private final Values values;
    private final Folds folds;
    private final Passes passes;
    private final Domain domain;
    private final Scope launch;
    private final Reg rows;
    private final int threads;
    private final int sums;

    Writer(Values values, int threads, int sums) {
      this.values = values;
      this.threads = threads;
      this.sums = sums;
      folds = new Folds(values);
      passes = new Passes(values, folds);
      domain = values.domain;
      launch = domain.launch;
      rows = values.parameter(U64, Signature.ROWS);
    }

    private Crew crew(int inWarp, int warps) {
      return new Crew(launch.code, team, inWarp, warps, threads, sums);
    }

    /**
     * A block takes hub after hub; each has a partial total of its own, after those of the rest.
     */
    void hubs() {
      int inWarp = Math.min(threads, Team.WARP) / team.size();
      Crew crew = crew(inWarp, Math.max(1, threads / Team.WARP));
      Loop loop = new Loop(launch, S64);
      Scope hub = new Scope(launch);
      Reg hubs = values.parameter(U64, Signature.HUBS);
      Reg at = hub.code.compute(Opcode.MAD, S64, loop.counter, Operand.of(4L), hubs);
      Reg id = hub.code.load(Space.CONSTANT_GLOBAL, U32, new Address(at, 0));
      Reg number = hub.code.convert(U64, Rounding.EXACT, U32, id);
      hub.append(domain.inRow(hub, crew, number, () -> hub(crew, loop.counter)));
      loop.around(crew.number, values.parameter(U64, Signature.HUB_COUNT), crew.count, hub);
    }

    private void hub(Crew crew, Reg which) {
      passes.walkAll();
      Scope row = domain.row();
      if (!Totals.outputs(kernel).isEmpty()) {
        Reg partial = row.code.compute(Opcode.ADD, S64, which, count());
        crew.byOne(
            row,
            () -> {
              Totals totals = new Totals(values, folds, signature, row, partial);
              totals.row(row);
              totals.end();
            });
      }
      passes.finishRow();
    }

    /** A crew takes row after row. */
    void rows() {
      Crew crew = crew(teams(threads), 1);
      Loop loop = new Loop(launch, S64);
      Scope row = domain.inRow(launch, crew, loop.counter, () -> row(() -> {}));
      loop.around(crew.number, rows, crew.count, row);
    }

    /** A crew takes {@link Totals#ROWS} rows in order, adding them up. */
    void partials() {
      Crew crew = crew(teams(threads), 1);
      Loop loop = new Loop(launch, S64);
      Scope partial = new Scope(launch);
      Totals totals = new Totals(values, folds, signature, partial, loop.counter);
      Operand each = Operand.of((long) Totals.ROWS);
      Reg first = partial.code.compute(Opcode.MUL, S64, loop.counter, each);
      Reg next = partial.code.compute(Opcode.ADD, S64, first, each);
      Reg end = partial.code.compute(Opcode.MIN, S64, next, rows);
      Loop within = new Loop(partial, S64);
      Scope row =
          domain.inRow(partial, crew, within.counter, () -> row(() -> totals.row(domain.row())));
      within.around(first, end, Operand.of(1L), row);
      crew.byOne(partial, totals::end);
      loop.around(crew.number, count(), crew.count, partial);
    }

    private void row(Runnable totals) {
      Code code = domain.row().code;
      int end = code.names().label();
      if (walks) {
        Reg most = values.parameter(U64, Signature.HUB_DEGREE);
        code.branch(end, Guard.when(code.compare(Comparison.GT, S64, domain.degree(), most)));
      }
      passes.walkAll();
      totals.run();
      passes.finishRow();
      code.label(end);
    }

    /** Partial totals of rows that are no hubs. */
    private Reg count() {
      return launch.once(
          "partials",
          code -> {
            Reg whole = code.compute(Opcode.ADD, S64, rows, Operand.of(Totals.ROWS - 1L));
            int log = Integer.numberOfTrailingZeros(Totals.ROWS);
            return code.compute(Opcode.SHR, S64, whole, Operand.of(log));
          });
    }
  }

  private UnsupportedOperationException refused(String problem) {
    return new UnsupportedOperationException(
        "Kernel on cuda: it needs " + problem + ". Use another backend for this " + kernel);
  }
}
