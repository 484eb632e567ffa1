package dev.weft.kernels.backend.tile;

import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.sparse.Csr;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A launch as addresses. Outputs that share memory with operands are written only after a tile's
 * reads.
 */
final class Operands implements AutoCloseable {
  final Launch launch;
  final List<Source> operands;
  final List<Source> outputs;
  final boolean[] shared;
  final long[] keys;

  /** Address and bytes from row to row of every operand, then of every output. */
  final long[] memory;

  final Matrices matrices;

  /** Address of the edge ids; 0 when they are the positions, or the kernel names no edges. */
  final long eids;

  Operands(Launch launch, TilePlan plan) {
    this.launch = launch;
    operands = launch.operands().stream().map(Source::of).toList();
    outputs = launch.outputs().stream().map(Source::of).toList();
    shared = new boolean[outputs.size()];
    for (int o = 0; o < shared.length; o++) {
      Source output = outputs.get(o);
      shared[o] = operands.stream().anyMatch(output::overlaps);
    }
    memory =
        Stream.concat(operands.stream(), outputs.stream())
            .flatMapToLong(source -> LongStream.of(source.address(), source.strideBytes()))
            .toArray();
    keys = new long[launch.keys().length];
    for (int k = 0; k < keys.length; k++) {
      keys[k] = CounterRandom.expand(launch.keys()[k]);
    }
    matrices = new Matrices(plan.matrices, operands);
    eids =
        plan.namesEdges
            ? launch.csr().flatMap(Csr::eids).map(MemorySegment::address).orElse(0L)
            : 0;
  }

  @Override
  public void close() {
    matrices.close();
  }
}
