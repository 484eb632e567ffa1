package dev.weft.kernels.backend.cuda.gen;

import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.gen.Domain.Entry;
import dev.weft.kernels.backend.cuda.gen.Indices.Column;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.backend.cuda.ptx.Type;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a team does with one row: for every pass the entries, in order, then the row's outputs.
 * Narrow reductions of one pass share a walk over the entries and keep their sums in registers;
 * those wider than {@link #RESIDENT} registers a thread get walks of their own, one for every piece
 * of the row.
 *
 * <p>An id, the row it names and the sum are one memory latency after the other, so a walk takes a
 * group of entries at once: the ids of all, then the loads of all, then what is computed, entry by
 * entry. What the last group lacks is neither loaded nor computed.
 */
final class Passes {
  /** Sums that a thread keeps in registers during a walk over the entries. */
  static final int RESIDENT = 32;

  /** Elements of a thread in one piece of a wide row. */
  static final int PIECE = 8;

  /** Entries of a group: at 1,024 threads a processor, 16 KB in flight for every value loaded. */
  private static final int GROUP = 4;

  /**
   * Sums and loaded values of a thread: with addresses and counters about 64 registers, of which a
   * processor has enough for 1,024 threads.
   */
  private static final int HELD = 48;

  /** Instructions of a group's bodies: 16 KB of code, an eighth of a processor's cache. */
  private static final int WRITTEN = 1024;

  private final Values values;
  private final Folds folds;
  private final Kernel kernel;
  private final Domain domain;
  private final Indices indices;

  Passes(Values values, Folds folds) {
    this.values = values;
    this.folds = folds;
    this.kernel = values.kernel;
    this.domain = values.domain;
    this.indices = values.indices;
  }

  /** Reductions and edge outputs of one width in one pass. */
  private record Job(int width, List<Integer> reduces, List<Integer> outputs) {
    int registers(int columns) {
      return Math.max(1, reduces.size()) * columns;
    }
  }

  /** Writes all passes over the entries of a row. */
  void walkAll() {
    int last = 0;
    for (int stage : kernel.stages()) {
      last = Math.max(last, stage);
    }
    for (int pass = 0; pass <= last; pass++) {
      entries(pass);
    }
  }

  /** Writes the outputs of a row; the last code of its scope. */
  void finishRow() {
    domain.crew().byOne(domain.row(), this::rowOutputs);
  }

  private void rowOutputs() {
    for (int o = 0; o < kernel.outputs().size(); o++) {
      if (kernel.outputs().get(o).target() == Target.ROW) {
        rowOutput(o);
      }
    }
  }

  private void entries(int pass) {
    List<Job> together = new ArrayList<>();
    List<Reduced> kept = new ArrayList<>();
    int registers = 0;
    for (Job job : jobs(pass)) {
      int needed = job.registers(indices.chunks(job.width()));
      if (registers + needed <= RESIDENT) {
        together.add(job);
        registers += needed;
      } else {
        inPieces(job, kept);
      }
    }
    if (!together.isEmpty()) {
      Scope row = domain.row();
      List<Task> tasks =
          together.stream().map(j -> task(j, indices.columns(j.width()), row)).toList();
      walk(row, tasks);
      tasks.forEach(task -> finish(task, row, kept));
    }
    store(kept);
  }

  private List<Job> jobs(int pass) {
    Map<Integer, Job> jobs = new TreeMap<>();
    for (int i = 0; i < kernel.body().size(); i++) {
      boolean reduces =
          kernel.body().get(i) instanceof Instr.Reduce
              || kernel.body().get(i) instanceof Instr.ArgReduce;
      if (reduces && kernel.stage(i) == pass + 1) {
        job(jobs, kernel.shape(i).width()).reduces().add(i);
      }
    }
    for (int o = 0; o < kernel.outputs().size(); o++) {
      int value = kernel.outputs().get(o).value();
      if (kernel.outputs().get(o).target() == Target.EDGE && kernel.stage(value) == pass) {
        job(jobs, kernel.shape(value).width()).outputs().add(o);
      }
    }
    jobs.remove(0);
    return List.copyOf(jobs.values());
  }

  private static Job job(Map<Integer, Job> jobs, int width) {
    return jobs.computeIfAbsent(width, w -> new Job(w, new ArrayList<>(), new ArrayList<>()));
  }

  /** A job on some of its columns, with its sums. */
  private record Task(Job job, List<Column> columns, List<List<Sum>> sums) {}

  /** The registers of one element of a reduction; {@code arg} counts only for an ArgReduce. */
  private record Sum(Reg value, Reg arg) {}

  private record EdgeOf() {}

  /** A finished element. */
  private record Reduced(int value, Column column, Reg result) {}

  private Task task(Job job, List<Column> columns, Scope outer) {
    List<List<Sum>> sums = new ArrayList<>();
    for (int reduce : job.reduces()) {
      sums.add(columns.stream().map(_ -> sum(reduce, outer)).toList());
    }
    return new Task(job, columns, sums);
  }

  private Sum sum(int reduce, Scope outer) {
    return switch (kernel.body().get(reduce)) {
      case Instr.Reduce(var op, int _) -> {
        Reg value = Loop.sum(outer, Reductions.neutral(op));
        yield new Sum(value, value);
      }
      case Instr _ -> {
        Reg arg = outer.code.copy(Type.S32.kind(), Operand.of(-1));
        yield new Sum(Loop.sum(outer, Operand.of(0f)), arg);
      }
    };
  }

  /** One walk over the entries of the row. */
  private void walk(Scope outer, List<Task> tasks) {
    Reg from = domain.from();
    Reg to = domain.to();
    Loop loop = new Loop(outer, S64);
    Scope group = new Scope(outer);
    List<Entry> entries = new ArrayList<>();
    List<Reg> exists = new ArrayList<>();
    entries.add(entry(group, loop.counter, tasks));
    int size = size(entries.getFirst(), tasks);
    for (int e = 1; e < size; e++) {
      Reg at = group.code.compute(Opcode.ADD, S64, loop.counter, Operand.of((long) e));
      exists.add(group.code.compare(Comparison.LT, S64, at, to));
      entries.add(entry(group, group.code.select(exists.getLast(), at, loop.counter), tasks));
    }
    entries.forEach(e -> group.append(e.ids()));
    group.append(entries.getFirst().loads());
    for (int e = 1; e < size; e++) {
      group.append(entries.get(e).loads(), Guard.when(exists.get(e - 1)));
    }
    // Else the assembler computes the first entry before the others are loaded.
    domain.sync(group.code);
    int end = group.code.names().label();
    group.append(entries.getFirst().body());
    for (int e = 1; e < size; e++) {
      group.code.branch(end, Guard.unless(exists.get(e - 1)));
      group.append(entries.get(e).body());
    }
    group.code.label(end);
    loop.around(from, to, Operand.of((long) size), group);
  }

  private Entry entry(Scope group, Reg at, List<Task> tasks) {
    return domain.inEntry(
        group,
        at,
        () -> {
          for (Task task : tasks) {
            reduce(task);
            storeEdges(task);
          }
        });
  }

  /** Entries of a group: as many as fit, given the first; one whose loads are in its own loops. */
  private static int size(Entry first, List<Task> tasks) {
    List<Insn> body = first.body().code.instructions();
    long loads =
        first.loads().code.instructions().stream().filter(Insn.Load.class::isInstance).count();
    if (loads == 0 || body.stream().anyMatch(Insn.Label.class::isInstance)) {
      return 1;
    }
    int sums = tasks.stream().mapToInt(task -> task.job().registers(task.columns().size())).sum();
    long fit = Math.min((HELD - sums) / loads, WRITTEN / (1 + body.size()));
    return (int) Math.clamp(fit, 1, GROUP);
  }

  private void reduce(Task task) {
    for (int i = 0; i < task.job().reduces().size(); i++) {
      int reduce = task.job().reduces().get(i);
      for (int c = 0; c < task.columns().size(); c++) {
        Sum sum = task.sums().get(i).get(c);
        Column column = task.columns().get(c);
        switch (kernel.body().get(reduce)) {
          case Instr.Reduce(var op, int a) ->
              Reductions.add(domain.entry().code, op, sum.value(), value(a, column));
          case Instr.ArgReduce(var op, int a) ->
              Reductions.take(
                  domain.entry().code, op, sum.value(), sum.arg(), value(a, column), edge());
          case Instr _ -> throw new AssertionError(kernel.body().get(reduce));
        }
      }
    }
  }

  /** The edge id, 32 bits. */
  private Reg edge() {
    return domain
        .entry()
        .once(new EdgeOf(), code -> code.convert(U32, Rounding.EXACT, U64, domain.edge()));
  }

  private Reg value(int value, Column column) {
    folds.prepare(value);
    return values.of(value, column.index());
  }

  private void storeEdges(Task task) {
    Code code = domain.entry().code;
    for (int o : task.job().outputs()) {
      for (Column column : task.columns()) {
        Reg x = value(kernel.outputs().get(o).value(), column);
        code.store(
            Space.GLOBAL,
            F32,
            values.element(values.outputRow(o, At.EDGE), 4, column.index(), domain.entry()),
            x,
            column.guard());
      }
    }
  }

  /** A job too wide for registers: a walk for every piece of the row. */
  private void inPieces(Job job, List<Reduced> kept) {
    int chunks = Math.clamp(RESIDENT / Math.max(1, job.reduces().size()), 1, PIECE);
    Scope row = domain.row();
    // Scratch of this row may still be read for the row before.
    domain.sync(row.code);
    Loop.over(
        row,
        job.width(),
        chunks * domain.team.size(),
        base -> {
          Scope piece = new Scope(row);
          Index first =
              indices.plus(new Index(domain.lane, domain.launch), new Index(base.value(), piece));
          Task task = task(job, indices.columns(job.width(), first, chunks), piece);
          walk(piece, List.of(task));
          List<Reduced> results = new ArrayList<>();
          finish(task, piece, results);
          results.forEach(r -> keep(r, piece.code));
          return piece;
        });
    domain.sync(row.code);
  }

  /** What stands in the sums of the crew becomes the results. */
  private void finish(Task task, Scope scope, List<Reduced> results) {
    for (int i = 0; i < task.job().reduces().size(); i++) {
      int reduce = task.job().reduces().get(i);
      for (int c = 0; c < task.columns().size(); c++) {
        Column column = task.columns().get(c);
        Sum sum = task.sums().get(i).get(c);
        Reg result =
            switch (kernel.body().get(reduce)) {
              case Instr.Reduce(var op, int _) -> {
                domain.crew().merge(scope, op, sum.value());
                yield Reductions.finish(scope.code, op, sum.value(), domain.degree());
              }
              case Instr.ArgReduce(var op, int _) -> {
                domain.crew().merge(scope, op, sum.value(), sum.arg());
                yield sum.arg();
              }
              case Instr _ -> throw new AssertionError(kernel.body().get(reduce));
            };
        if (scope == domain.row()) {
          values.put(scope, reduce, column.index(), result);
        }
        results.add(new Reduced(reduce, column, result));
      }
    }
  }

  /** Puts what other lanes read where they can read it. */
  private void store(List<Reduced> results) {
    Code code = domain.row().code;
    List<Reduced> read = results.stream().filter(r -> values.slots.keeps(r.value())).toList();
    if (!read.isEmpty()) {
      domain.sync(code);
      read.forEach(r -> keep(r, code));
      domain.sync(code);
    }
  }

  private void keep(Reduced r, Code code) {
    int offset = values.slots.offset(r.value(), kernel.shape(r.value()).width());
    Type type = r.result().kind() == F32.kind() ? F32 : Type.B32;
    code.store(
        Space.SHARED,
        type,
        values.scratch(offset, r.column().index(), code),
        r.result(),
        r.column().guard());
  }

  private void rowOutput(int o) {
    int value = kernel.outputs().get(o).value();
    int width = kernel.shape(value).width();
    Scope row = domain.row();
    if (width == 0) {
      return;
    }
    folds.prepare(value);
    indices.inPieces(row, width, (scope, columns) -> storeRow(o, value, columns, scope));
  }

  /** Stores come last: loads must not wait behind them. */
  private void storeRow(int o, int value, List<Column> columns, Scope scope) {
    List<Reg> elements = columns.stream().map(c -> values.of(value, c.index())).toList();
    for (int c = 0; c < columns.size(); c++) {
      Reg x = elements.get(c);
      Type type = x.kind() == F32.kind() ? F32 : Type.B32;
      Column column = columns.get(c);
      scope.code.store(
          Space.GLOBAL,
          type,
          values.element(values.outputRow(o, At.ROW), 4, column.index(), scope),
          x,
          column.guard());
    }
  }
}
