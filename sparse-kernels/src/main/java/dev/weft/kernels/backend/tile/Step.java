package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.tile.Lanes.Side;
import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;

/**
 * One tile primitive applied to registers. A register holds a value for every row, or every entry,
 * of the current tile; numbers name registers, except where {@code operand}, {@code slot} and
 * {@code output} say otherwise. {@code out} is written.
 */
public sealed interface Step {
  /** No registers. */
  int[] NONE = {};

  /** The register that is written; -1 where none is. */
  int out();

  /** The registers that are read. */
  default int[] reads() {
    return NONE;
  }

  /** The registers that are written. */
  default int[] writes() {
    return new int[] {out()};
  }

  /** Every lane the same number. */
  record Fill(double value, int out) implements Step {}

  /** The launch's scalar. */
  record FillScalar(int slot, int out) implements Step {}

  /** 0, 1, 2, ... in the lanes. */
  record CountLanes(int out) implements Step {}

  /** Entries of every row. */
  record Degrees(int out) implements Step {}

  /** Random numbers. */
  record Draw(int slot, Counter counter, int out) implements Step {}

  /** Consecutive rows of an operand: those of the tile, or row 0 for a uniform register. */
  record LoadRows(int operand, int out) implements Step {}

  /** Rows of an operand named by the entries. */
  record Gather(int operand, At at, int out) implements Step {}

  /** 1 where the operand's id is the entry's edge. */
  record Mark(int operand, At at, int out) implements Step {}

  /** A row register repeated for every entry of the row. */
  record Expand(int a, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a};
    }
  }

  /** A uniform register repeated for every row or entry. */
  record Repeat(int a, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a};
    }
  }

  /** {@code op(a)} on all lanes. */
  record Map(UnaryOp op, int a, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a};
    }
  }

  /** {@code op(a, b)} on all lanes. */
  record Zip(BinaryOp op, int a, int b, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a, b};
    }
  }

  /** {@code op} of all lanes and one uniform number. */
  record ZipScalar(BinaryOp op, int a, int scalar, Side side, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a, scalar};
    }
  }

  /**
   * {@code op} of [outer, inner] lanes and [outer] numbers of the same row. {@code inner} may be
   * stretched over padding.
   */
  record ZipInner(BinaryOp op, int a, int small, Side side, int outer, int inner, int out)
      implements Step {
    @Override
    public int[] reads() {
      return new int[] {a, small};
    }
  }

  /** {@code op} of every row and one uniform row. */
  record ZipRow(BinaryOp op, int a, int row, Side side, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a, row};
    }
  }

  /** {@code condition != 0 ? a : b} on all lanes. */
  record Choose(int condition, int a, int b, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {condition, a, b};
    }
  }

  /** Every one of {@code outer} numbers repeated {@code inner} times. */
  record Spread(int a, int outer, int inner, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a};
    }
  }

  /**
   * Blocks of {@code run} lanes copied from {@code from[i]} to {@code to[i]}. The rest of {@code
   * out} stays.
   */
  record CopyLanes(int a, int[] from, int[] to, int run, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a};
    }
  }

  /** [outer, k, inner] lanes reduced over k. */
  record FoldLanes(Reduction op, int a, int outer, int k, int inner, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a};
    }
  }

  /**
   * Every [blocks, k] row or entry times the [blocks, k, n] of its type: to [blocks, n].
   *
   * @param matrices operand with a row of matrices for each type
   * @param types int32 operand with the type
   */
  record TypedMatmul(int a, int matrices, int types, At at, int blocks, int k, int n, int out)
      implements Step {
    @Override
    public int[] reads() {
      return new int[] {a};
    }
  }

  /**
   * Every [k] row or entry times a matrix: to [n].
   *
   * @param matrix number of the {@link Matrices matrix} in the plan
   */
  record Matmul(int a, int matrix, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a};
    }
  }

  /** An entry register reduced over every row's entries. */
  record ReduceEntries(Reduction op, int a, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a};
    }
  }

  /** MAX or MIN over every row's entries with the edge it came from. */
  record ReduceArg(Reduction op, int a, int out, int arg) implements Step {
    @Override
    public int[] reads() {
      return new int[] {a};
    }

    @Override
    public int[] writes() {
      return new int[] {out, arg};
    }
  }

  /** SUM, MEAN, MAX or MIN over entries of an operand's rows, without a tile between. */
  record ReduceRows(Reduction op, int operand, At at, int out) implements Step {}

  /** {@link ReduceArg} of an operand's rows. */
  record ReduceRowsArg(Reduction op, int operand, At at, int out, int arg) implements Step {
    @Override
    public int[] writes() {
      return new int[] {out, arg};
    }
  }

  /**
   * SUM or MEAN over entries of an operand's rows times a number per entry and head: lanes [outer,
   * inner] times [outer].
   */
  record SumScaled(Reduction op, int operand, At at, int scale, int outer, int inner, int out)
      implements Step {
    @Override
    public int[] reads() {
      return new int[] {scale};
    }
  }

  /** SUM or MEAN over entries of an operand's rows times an entry register of the same width. */
  record SumProduct(Reduction op, int operand, At at, int factor, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {factor};
    }
  }

  /**
   * Per entry and head the dot product of an operand's row and a row register: [outer, inner] to
   * [outer].
   */
  record Dot(int operand, At at, int row, int outer, int inner, int out) implements Step {
    @Override
    public int[] reads() {
      return new int[] {row};
    }
  }

  /** An entry register to the rows of an output named by the edges. */
  record StoreEdges(int a, int output) implements Step {
    @Override
    public int out() {
      return -1;
    }

    @Override
    public int[] reads() {
      return new int[] {a};
    }

    @Override
    public int[] writes() {
      return NONE;
    }
  }

  /**
   * Steps of one width carried out by a generated loop.
   *
   * @param code the loop
   * @param place where it runs
   * @param reads registers that it reads
   * @param writes registers that it leaves behind; what only its own steps read never reaches
   *     memory
   */
  record Looped(LoopCode code, Place place, int[] reads, int[] writes) implements Step {
    @Override
    public int out() {
      return writes.length == 0 ? -1 : writes[0];
    }
  }
}
