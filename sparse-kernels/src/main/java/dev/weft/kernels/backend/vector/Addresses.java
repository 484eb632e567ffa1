package dev.weft.kernels.backend.vector;

import static java.lang.constant.ConstantDescs.CD_long;

import dev.weft.kernels.backend.tile.Loop;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Place;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the addresses that a loop reads and writes: of registers, of operands' rows and of the ids
 * that name them, each in a variable.
 */
final class Addresses {
  private final Loop loop;
  private final LoopFacts facts;
  private final Asm asm;
  private final CodeBuilder code;
  private final Map<Integer, Integer> bases = new HashMap<>();
  private final Map<LoopFacts.Rows, Integer> origins = new HashMap<>();
  private final Map<LoopFacts.Rows, Integer> strides = new HashMap<>();
  private int indices;
  private int edges;

  Addresses(Loop loop, LoopFacts facts, Asm asm) {
    this.loop = loop;
    this.facts = facts;
    this.asm = asm;
    this.code = asm.code;
  }

  /** Variables that hold addresses. */
  static final class Pointers {
    final Map<Integer, Integer> full = new HashMap<>();
    final Map<LoopFacts.Number, Integer> numbers = new HashMap<>();
    final Map<LoopFacts.Rows, Integer> gathered = new HashMap<>();

    /** By their pointer: numbers of heads in vectors, for units that hold several heads. */
    final Map<Integer, List<Integer>> headNumbers = new HashMap<>();

    /** Loads the numbers of all heads of some lanes, which several units will share. */
    void load(LaneOps ops, Loop loop, int from, int lanes) {
      numbers.forEach(
          (number, pointer) -> {
            int inner = number.inner();
            if (inner == 0 || inner >= ops.lanes() || lanes <= ops.lanes()) {
              return;
            }
            int heads = Math.min(lanes / inner, loop.rows().width(number.reg()) - from / inner);
            List<Integer> vectors = new ArrayList<>();
            for (int head = 0; head < heads; head += ops.lanes()) {
              int few = Math.min(ops.lanes(), heads - head);
              vectors.add(ops.numbers(pointer, 4L * head, few));
            }
            headNumbers.put(pointer, vectors);
          });
    }
  }

  // ---- once for a tile ----

  /** Where registers begin. */
  void ofRegisters() {
    for (int reg : facts.registers()) {
      asm.element(LoopWriter.AT, reg);
      bases.put(reg, asm.base());
    }
  }

  /** Where the ids of neighbours and edges begin. */
  void ofIds() {
    ofSpan("neighborIds");
    indices = asm.base();
    ofSpan("edgeIds");
    edges = asm.base();
  }

  /** Where operands and outputs whose rows are named begin, and how far rows are apart. */
  void ofOperands() {
    for (LoopFacts.Rows read : facts.allGathered()) {
      int at = 2 * read.index(loop.rows().operands());
      asm.element(LoopWriter.MEMORY, at + 1);
      strides.put(read, asm.stride());
      asm.element(LoopWriter.MEMORY, at);
      if (read.at() == At.EDGE) {
        ofSpan("firstEdge");
        code.lload(strides.get(read));
        code.lmul();
        code.ladd();
      }
      origins.put(read, asm.base());
    }
  }

  private void ofSpan(String name) {
    code.aload(LoopWriter.SPAN);
    code.invokestatic(Asm.MEM, name, MethodTypeDesc.of(CD_long, Asm.SPAN));
  }

  /** Where a register begins. */
  int base(int reg) {
    return bases.get(reg);
  }

  // ---- for a row or an entry ----

  /** Pointers to what all rows and entries share. */
  Pointers uniform(int lane, int offset) {
    Pointers pointers = new Pointers();
    for (int reg : facts.full()) {
      if (loop.rows().place(reg) == Place.UNIFORM) {
        code.lload(bases.get(reg));
        code.lload(offset);
        code.ladd();
        pointers.full.put(reg, asm.pointer());
      }
    }
    for (LoopFacts.Number number : facts.numbers()) {
      if (loop.rows().place(number.reg()) == Place.UNIFORM) {
        code.lload(bases.get(number.reg()));
        numberOffset(number, lane);
        pointers.numbers.put(number, asm.pointer());
      }
    }
    return pointers;
  }

  /** Adds pointers to what row {@code row} of the tile has. */
  void items(Pointers pointers, int row, int lane, int offset) {
    items(pointers, Place.ROW, bases, row, lane, offset);
  }

  private void items(
      Pointers pointers, Place place, Map<Integer, Integer> bases, int item, int lane, int offset) {
    for (int reg : facts.full()) {
      if (loop.rows().place(reg) == place) {
        asm.row(bases.get(reg), item, 4L * loop.rows().stride(reg), offset);
        pointers.full.put(reg, asm.pointer());
      }
    }
    for (LoopFacts.Number number : facts.numbers()) {
      if (loop.rows().place(number.reg()) == place
          && facts.gatheredNumber(number.reg()).isEmpty()) {
        asm.row(bases.get(number.reg()), item, 4L * loop.rows().stride(number.reg()), -1);
        numberOffset(number, lane);
        pointers.numbers.put(number, asm.pointer());
      }
    }
  }

  /** Adds the bytes from a row's first number to that of the block's first lane. */
  private void numberOffset(LoopFacts.Number number, int lane) {
    if (number.inner() > 0) {
      code.iload(lane);
      code.loadConstant(number.inner());
      code.idiv();
      code.loadConstant(2);
      code.ishl();
      code.i2l();
      code.ladd();
    }
  }

  /**
   * Where the values of a row's first entry are. What the loop over its entries adds to these
   * addresses is known not to be negative, and needs no masking.
   */
  final class RowStart {
    private final Map<Integer, Integer> starts = new HashMap<>();
    private final Map<At, Integer> ids = new HashMap<>();

    RowStart(int e) {
      for (int reg : facts.registers()) {
        if (loop.rows().place(reg) == Place.ENTRY) {
          asm.row(bases.get(reg), e, 4L * loop.rows().stride(reg), -1);
          starts.put(reg, asm.base());
        }
      }
      for (LoopFacts.Rows read : facts.allGathered()) {
        ids.computeIfAbsent(
            read.at(),
            at -> {
              asm.row(at == At.EDGE ? edges : indices, e, 4, -1);
              return asm.base();
            });
      }
    }

    /** Where the register's row of the first entry is. */
    int of(int reg) {
      return starts.get(reg);
    }

    /** Pointers to what the row's entry {@code k} reads and writes. */
    void pointers(Pointers pointers, int k, int lane, int offset) {
      items(pointers, Place.ENTRY, starts, k, lane, offset);
      Map<At, Integer> rows = new HashMap<>();
      for (LoopFacts.Rows read : facts.gathered()) {
        row(read, k, rows);
        code.lload(offset);
        code.ladd();
        pointers.gathered.put(read, asm.pointer());
      }
      for (LoopFacts.Number number : facts.numbers()) {
        facts
            .gatheredNumber(number.reg())
            .ifPresent(
                read -> {
                  row(read, k, rows);
                  numberOffset(number, lane);
                  pointers.numbers.put(number, asm.pointer());
                });
      }
    }

    /** Pushes the address of the row that entry {@code k} names. */
    private void row(LoopFacts.Rows read, int k, Map<At, Integer> rows) {
      int row =
          rows.computeIfAbsent(
              read.at(),
              at -> {
                asm.idAt(ids.get(at), k);
                return asm.keepLong();
              });
      code.lload(origins.get(read));
      code.lload(row);
      code.lload(strides.get(read));
      code.lmul();
      code.ladd();
    }
  }
}
