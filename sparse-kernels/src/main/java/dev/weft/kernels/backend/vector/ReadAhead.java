package dev.weft.kernels.backend.vector;

import static dev.weft.kernels.backend.vector.Asm.MOST_STRIDE;
import static dev.weft.kernels.backend.vector.Asm.REACH;
import static dev.weft.kernels.backend.vector.Mem.ALL;
import static dev.weft.kernels.backend.vector.Mem.I;
import static dev.weft.kernels.backend.vector.Mem.MASK;
import static dev.weft.kernels.backend.vector.Mem.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weft.kernels.backend.tile.Loop;
import dev.weft.kernels.backend.tile.LoopCode;
import dev.weft.kernels.backend.tile.Span;
import dev.weft.kernels.lang.Instr.At;
import jdk.incubator.vector.IntVector;

/**
 * A loop that takes extremes of neighbours' rows, after all rows of the tile were read once. A
 * processor looks ahead over so many instructions, not over so many rows: where a vector takes one
 * instruction, as in sums, it waits for dozens of rows at once; where it takes five, for few. So
 * rows from memory are fetched by a loop that does next to nothing, and the other finds them in the
 * cache. On two cores of an AMD Zen 5 maxima of width 64 and 256 took 0.50 and 0.65 of the time of
 * before on uniform100k, 0.74 and 0.72 on rmat17. Sums, dot products and values of edges gained
 * nothing or lost.
 *
 * @param loop the loop
 * @param operand whose rows are read
 * @param lanes floats of a row
 */
record ReadAhead(LoopCode loop, int operand, int lanes) implements LoopCode {
  /** Narrower rows do so little that the processor looks far enough. */
  private static final int NARROW = 48;

  /** Bytes of an operand that is near anyway: about a second-level cache. */
  private static final long NEAR = 1 << 20;

  /** Bytes that stay until the loop reads them: half of the smallest such cache. */
  private static final long ROOM = 1 << 19;

  private static final int LINE = 64;

  /** Something of all that was read, so that nobody leaves that out. */
  private static int seen;

  /** The loop, and what it is better read ahead. */
  static LoopCode of(Loop loop, LoopCode code) {
    LoopFacts facts = new LoopFacts(loop);
    LoopCode result = code;
    if (facts.reductions().stream().anyMatch(step -> Reducer.of(step).isExtreme())) {
      for (LoopFacts.Rows rows : facts.gathered()) {
        if (rows.operand() >= 0 && rows.at() == At.NEIGHBOR) {
          result = new ReadAhead(result, rows.operand(), loop.width());
        }
      }
    }
    return result;
  }

  @Override
  public void run(long[] at, long[] memory, Span span, int n) {
    neighbors(span, memory[2 * operand], memory[2 * operand + 1], lanes);
    loop.run(at, memory, span, n);
  }

  /**
   * Reads the rows of the tile's neighbours where that helps.
   *
   * @param rows address of the first
   * @param stride bytes from row to row
   * @param lanes floats of a row
   */
  static void neighbors(Span span, long rows, long stride, int lanes) {
    boolean isFar = span.domainCols * stride > NEAR;
    if (isFar && lanes >= NARROW && 4L * lanes * span.entries <= ROOM) {
      read(Mem.neighborIds(span), rows, stride, span.entries, lanes);
    }
  }

  private static void read(long ids, long rows, long stride, int n, int lanes) {
    // Whole lines: nothing beyond a row is read.
    int lines = 4 * lanes / LINE;
    int line = 0;
    int sum = 0;
    for (; line + 4 <= lines; line += 4) {
      sum += fourLines(ids, rows + LINE * line, stride, n);
    }
    for (; line < lines; line++) {
      sum += oneLine(ids, rows + LINE * line, stride, n);
    }
    seen = sum;
  }

  private static int fourLines(long ids, long rows, long stride, int n) {
    // Masked here, where the loop is, so that nothing hangs on what is inlined where.
    long firstId = ids & MASK;
    long firstRow = rows & MASK;
    long apart = stride & MOST_STRIDE;
    IntVector a = IntVector.zero(I);
    IntVector b = a;
    IntVector c = a;
    IntVector d = a;
    for (int i = 0; i < n; i++) {
      long row = row(firstId, firstRow, apart, i);
      a = a.add(load(row));
      b = b.add(load(row + LINE));
      c = c.add(load(row + 2 * LINE));
      d = d.add(load(row + 3 * LINE));
    }
    return a.add(b).add(c.add(d)).lane(0);
  }

  private static int oneLine(long ids, long rows, long stride, int n) {
    long firstId = ids & MASK;
    long firstRow = rows & MASK;
    long apart = stride & MOST_STRIDE;
    IntVector a = IntVector.zero(I);
    for (int i = 0; i < n; i++) {
      a = a.add(load(row(firstId, firstRow, apart, i)));
    }
    return a.lane(0);
  }

  private static long row(long ids, long rows, long stride, int i) {
    long id = ALL.get(JAVA_INT_UNALIGNED, (ids + 4L * i) & REACH) & 0xFFFF_FFFFL;
    return (rows + stride * id) & REACH;
  }

  private static IntVector load(long address) {
    return IntVector.fromMemorySegment(I, ALL, address & REACH, ORDER);
  }
}
