package dev.weft.kernels.backend.cuda.dense;

import static dev.weft.kernels.backend.cuda.ptx.Type.B64;
import static dev.weft.kernels.backend.cuda.ptx.Type.F32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S32;
import static dev.weft.kernels.backend.cuda.ptx.Type.S64;
import static dev.weft.kernels.backend.cuda.ptx.Type.U32;
import static dev.weft.kernels.backend.cuda.ptx.Type.U64;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Rounding;
import dev.weft.kernels.backend.cuda.ptx.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A thread's part of the result, in registers. It is a grid of 4 x 4 squares, so far apart that
 * threads beside each other read 16 bytes beside each other from shared memory: 64 products need
 * four such reads.
 */
final class Sums {
  private static final int SQUARE = 4;

  private final Code code;
  private final Tile tile;
  private final int across;
  private final int down;
  private final Reg row;
  private final Reg col;
  private final Reg a;
  private final Reg b;
  private final Reg[][] sums;

  /**
   * Sets all sums to 0.
   *
   * @param shared where A's panel lies in shared memory
   * @param bOffset bytes from there to B's
   */
  Sums(Code code, Tile tile, Reg thread, Reg shared, int bOffset) {
    this.code = code;
    this.tile = tile;
    across = tile.cols() / tile.threadCols();
    down = tile.rows() / tile.threadRows();
    row = times(code.compute(Opcode.DIV, U32, thread, Operand.of(across)), SQUARE);
    col = times(code.compute(Opcode.REM, U32, thread, Operand.of(across)), SQUARE);
    a = code.compute(Opcode.MAD, S32, row, Operand.of(4), shared);
    Reg right = code.compute(Opcode.ADD, S32, shared, Operand.of(bOffset));
    b = code.compute(Opcode.MAD, S32, col, Operand.of(4), right);
    sums = new Reg[tile.threadRows()][tile.threadCols()];
    for (Reg[] line : sums) {
      for (int j = 0; j < line.length; j++) {
        line[j] = code.copy(Kind.F32, Operand.of(0f));
      }
    }
  }

  private Reg times(Reg x, int by) {
    return code.compute(Opcode.MUL, S32, x, Operand.of(by));
  }

  /** Adds the products of a step whose panels lie {@code buffer} bytes on, term by term. */
  void add(Reg buffer) {
    Reg left = code.compute(Opcode.ADD, S32, a, buffer);
    Reg right = code.compute(Opcode.ADD, S32, b, buffer);
    for (int x = 0; x < tile.step(); x++) {
      List<Reg> as = part(left, x * Panel.pitch(tile.rows()), tile.threadRows(), down);
      List<Reg> bs = part(right, x * Panel.pitch(tile.cols()), tile.threadCols(), across);
      for (int i = 0; i < as.size(); i++) {
        for (int j = 0; j < bs.size(); j++) {
          code.assign(sums[i][j], Opcode.FMA, F32, as.get(i), bs.get(j), sums[i][j]);
        }
      }
    }
  }

  /** A thread's lines of one term. */
  private List<Reg> part(Reg from, int first, int count, int threads) {
    List<Reg> part = new ArrayList<>();
    for (int i = 0; i < count; i += SQUARE) {
      Address at = new Address(from, 4 * (first + i * threads));
      part.addAll(code.loadVector(Space.SHARED, F32, SQUARE, at));
    }
    return part;
  }

  /**
   * Writes the sums: four at a time where memory allows it, which is asked for here.
   *
   * @param c address of the tile's first element
   * @param stride bytes from row to row, 32 bits
   * @param rows rows that exist, 32 bits
   * @param cols columns that exist, 32 bits
   */
  void store(Reg c, Reg stride, Reg rows, Reg cols) {
    Reg both = code.compute(Opcode.OR, B64, c, code.convert(U64, Rounding.EXACT, U32, stride));
    Reg low = code.compute(Opcode.AND, B64, both, Operand.of(4L * SQUARE - 1));
    Reg aligned = code.compare(Comparison.EQ, S64, low, Operand.of(0L));
    Reg alignedCols = code.select(aligned, cols, Operand.of(0));
    Reg start =
        code.compute(Opcode.ADD, S64, c, code.compute(Opcode.MUL_WIDE, U32, col, Operand.of(4)));
    for (int i = 0; i < tile.threadRows(); i++) {
      int ahead = i / SQUARE * SQUARE * down + i % SQUARE;
      Reg at = code.compute(Opcode.ADD, S32, row, Operand.of(ahead));
      Reg exists = code.compare(Comparison.LT, S32, at, rows);
      Reg distance = code.compute(Opcode.MUL_WIDE, U32, at, stride);
      Reg address = code.compute(Opcode.ADD, S64, start, distance);
      Reg all = code.select(exists, cols, Operand.of(0));
      Reg whole = code.select(exists, alignedCols, Operand.of(0));
      for (int j = 0; j < tile.threadCols(); j += SQUARE) {
        square(address, j * across, List.of(sums[i]).subList(j, j + SQUARE), all, whole);
      }
    }
  }

  /** Four sums beside each other; {@code whole} is the columns in which four may go at once. */
  private void square(Reg address, int first, List<Reg> four, Reg all, Reg whole) {
    Reg end = code.compute(Opcode.ADD, S32, col, Operand.of(first + SQUARE));
    Reg once = code.compare(Comparison.LE, S32, end, whole);
    Address at = new Address(address, 4 * first);
    code.add(new Insn.StoreVector(Space.GLOBAL, F32, at, four, Optional.of(Guard.when(once))));
    Reg single = code.select(once, Operand.of(0), all);
    for (int j = 0; j < SQUARE; j++) {
      Reg place = code.compute(Opcode.ADD, S32, col, Operand.of(first + j));
      Guard inside = Guard.when(code.compare(Comparison.LT, S32, place, single));
      Address each = new Address(address, 4 * (first + j));
      code.store(Space.GLOBAL, F32, each, four.get(j), Optional.of(inside));
    }
  }
}
