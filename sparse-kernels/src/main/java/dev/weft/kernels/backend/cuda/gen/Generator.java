package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Module;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.lang.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From a {@link Kernel} to PTX: a grid of teams, each of which takes row after row. A pure function
 * of the kernel and of how edges are named.
 */
public final class Generator {
  /** Shared memory that every device gives a block. */
  private static final int SHARED_BYTES = 48 << 10;

  /**
   * Scratch of a block beyond which fewer teams share it, so that several blocks fit a processor.
   */
  private static final int COMFORTABLE_BYTES = 16 << 10;

  private static final int THREADS = 128;

  /** Bytes of parameters that every device takes. */
  private static final int PARAMETER_BYTES = 4096;

  private final Kernel kernel;
  private final EdgeIds edgeIds;
  private final Signature signature;
  private final Team team;
  private final String name;

  private Generator(Kernel kernel, EdgeIds edgeIds) {
    this.kernel = kernel;
    this.edgeIds = edgeIds;
    this.signature = Signature.of(kernel);
    this.team = Team.of(kernel);
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
    Slots all = Slots.everything();
    body(all, THREADS / team.size(), 16);
    Slots read = Slots.read(all);
    body(read, THREADS / team.size(), 16);
    int bytes = read.bytes();
    if (bytes > SHARED_BYTES) {
      throw refused(bytes + " bytes of scratch for a row; a block has " + SHARED_BYTES);
    }
    int threads = THREADS;
    while (threads > Team.WARP && bytes * (threads / team.size()) > COMFORTABLE_BYTES) {
      threads /= 2;
    }
    while (threads > team.size() && bytes * (threads / team.size()) > SHARED_BYTES) {
      threads /= 2;
    }
    int teams = threads / team.size();
    List<Insn> body = body(Slots.read(all), teams, bytes);
    return new Generated(
        module(body, threads, bytes * teams), name, signature, team.size(), threads, totals());
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

  private List<Insn> body(Slots slots, int teams, int scratchBytes) {
    Domain domain = new Domain(team, edgeIds, teams, scratchBytes);
    Values values = new Values(kernel, signature, team, slots, domain);
    Folds folds = new Folds(values);
    Passes passes = new Passes(values, folds);
    Scope launch = domain.launch;
    Reg rows = values.parameter(U64, Signature.ROWS);
    if (Totals.outputs(kernel).isEmpty()) {
      Loop loop = new Loop(launch, S64);
      Scope row = domain.inRow(launch, loop.counter, passes::write);
      loop.around(domain.number, rows, domain.count, row);
    } else {
      partials(values, folds, passes, rows);
    }
    launch.code.add(new Insn.Return());
    return launch.code.instructions();
  }

  /** A team takes {@link Totals#ROWS} rows in order, adding them up. */
  private void partials(Values values, Folds folds, Passes passes, Reg rows) {
    Domain domain = values.domain;
    Scope launch = domain.launch;
    Reg count =
        launch.code.compute(
            Opcode.SHR,
            S64,
            launch.code.compute(Opcode.ADD, S64, rows, Operand.of(Totals.ROWS - 1L)),
            Operand.of(Integer.numberOfTrailingZeros(Totals.ROWS)));
    Loop loop = new Loop(launch, S64);
    Scope partial = new Scope(launch);
    Totals totals = new Totals(values, folds, signature, partial, loop.counter);
    Reg first = partial.code.compute(Opcode.MUL, S64, loop.counter, Operand.of((long) Totals.ROWS));
    Reg end =
        partial.code.compute(
            Opcode.MIN,
            S64,
            partial.code.compute(Opcode.ADD, S64, first, Operand.of((long) Totals.ROWS)),
            rows);
    Loop within = new Loop(partial, S64);
    Scope row =
        domain.inRow(
            partial,
            within.counter,
            () -> {
              passes.write();
              totals.row(domain.row());
            });
    within.around(first, end, Operand.of(1L), row);
    totals.end();
    loop.around(domain.number, count, domain.count, partial);
  }

  private UnsupportedOperationException refused(String problem) {
    return new UnsupportedOperationException(
        "Kernel on cuda: it needs " + problem + ". Use another backend for this " + kernel);
  }
}
