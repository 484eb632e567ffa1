package dev.weft.compile;

import dev.weft.compile.Place.Origin;
import dev.weft.compile.Place.Reading;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Csr;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Edge data in the order in which a kernel meets the edges. A kernel over in-edges reads a number
 * of an edge wherever the edge's id says, one cache line for four bytes; where the data are leaves,
 * which stay the same from run to run, they are kept in the kernel's order too, and read one after
 * another. The sum of 49,321 words times their weights, 16 wide, takes 160 µs with ids and 90
 * without.
 */
final class EdgeOrder {
  /** Elements of a row up to which a copy is kept: wider rows fill cache lines by themselves. */
  private static final int WIDEST = 8;

  private EdgeOrder() {}

  /**
   * The operands of a kernel that are edge data, all of them narrow leaves; none when it needs edge
   * ids for anything else.
   */
  static int[] operands(Kernel kernel, List<Place> places) {
    int[] found = new int[places.size()];
    int count = 0;
    for (int i = 0; i < found.length; i++) {
      if (isLoaded(kernel, i, true)) {
        if (isLoaded(kernel, i, false) || !isNarrowLeaf(places.get(i))) {
          return new int[0];
        }
        found[count++] = i;
      }
    }
    return needsIds(kernel) ? new int[0] : Arrays.copyOf(found, count);
  }

  private static boolean isLoaded(Kernel kernel, int operand, boolean atEdges) {
    return kernel.body().stream()
        .anyMatch(
            instr ->
                instr instanceof Instr.Load(int loaded, Instr.At at, var _)
                    && loaded == operand
                    && (at == Instr.At.EDGE) == atEdges);
  }

  private static boolean isNarrowLeaf(Place place) {
    return place.origin() == Origin.LEAF
        && place.reading() == Reading.OWN
        && place.width() <= WIDEST;
  }

  private static boolean needsIds(Kernel kernel) {
    return kernel.outputs().stream().anyMatch(output -> output.target() == Kernel.Target.EDGE)
        || kernel.body().stream()
            .anyMatch(
                instr ->
                    instr instanceof Instr.IsEdge
                        || instr instanceof Instr.ArgReduce
                        || instr instanceof Instr.Random(int _, Instr.Counter counter, var _)
                            && counter == Instr.Counter.EDGE);
  }

  /**
   * Puts the ordered rows in the place of the edge data, if all have them; then the kernel runs
   * over {@link Csr#byPosition}.
   */
  static boolean apply(Step.Run run, Csr csr, Frame frame, List<Storage> operands) {
    int[] edgeData = run.edgeData();
    if (edgeData.length == 0 || csr.eids().isEmpty()) {
      return false;
    }
    Storage[] ordered = new Storage[edgeData.length];
    boolean all = true;
    for (int i = 0; i < ordered.length; i++) {
      Optional<Storage> rows = frame.leaf(run.operands()[edgeData[i]]).inOrderOf(csr);
      all &= rows.isPresent();
      ordered[i] = rows.orElse(operands.get(edgeData[i]));
    }
    for (int i = 0; all && i < ordered.length; i++) {
      operands.set(edgeData[i], ordered[i]);
    }
    return all;
  }

  /** Bytes that are kept for a kernel beside the edge data; 0 where it meets edges by their ids. */
  static long bytes(Step.Run run, Csr csr, Place[] places) {
    long bytes = 0;
    for (int i : csr.eids().isEmpty() ? new int[0] : run.edgeData()) {
      Place place = places[run.operands()[i]];
      bytes += csr.size() * place.width() * place.dtype().bytes();
    }
    return bytes;
  }
}
