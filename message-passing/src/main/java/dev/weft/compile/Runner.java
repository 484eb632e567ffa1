package dev.weft.compile;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Launch;
import dev.weft.kernels.dense.Dense.Factor;
import dev.weft.kernels.dense.NamedRows;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostMemory;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;
import dev.weft.tensor.CustomOp;
import dev.weft.tensor.Op;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Carries out single steps within one run. */
final class Runner {
  private final Frame frame;
  private final Backend backend;
  private final double[] scalars;

  Runner(Frame frame, Backend backend) {
    this.frame = frame;
    this.backend = backend;
    Bindings bindings = frame.bindings;
    scalars =
        Arrays.copyOf(bindings.scalars(), bindings.scalars().length + bindings.spaces().length);
    for (int i = 0; i < bindings.spaces().length; i++) {
      scalars[bindings.scalars().length + i] = frame.sizes.ofSpace(i);
    }
  }

  void run(Step step) {
    switch (step) {
      case Step.Run run -> kernel(run);
      case Step.Matmul(int x, Shape xs, int w, Shape ws, Factor factor, int out, Shape os) ->
          backend.dense().matmul(matrix(x, xs), matrix(w, ws), factor, matrix(out, os));
      case Step.OuterSum(int x, Shape xs, int y, Shape ys, int out) ->
          backend
              .dense()
              .outerSum(
                  matrix(x, xs), matrix(y, ys), matrix(out, Shape.of(xs.dim(-1), ys.dim(-1))));
      case Step.Transpose(int x, Shape xs, int out) ->
          backend.dense().transpose(matrix(x, xs), matrix(out, Shape.of(xs.dim(1), xs.dim(0))));
      case Step.TypedMatmul typed -> typedMatmul(typed);
      case Step.TypedOuterSum typed -> typedOuterSum(typed);
      case Step.Custom(int function, int[] inputs, int out) ->
          custom(frame.bindings.customs()[function], storages(inputs), frame.storage(out));
    }
  }

  private void kernel(Step.Run run) {
    if (run.list() < 0) {
      long rows = frame.sizes.of(run.rowClass(), run.fixedRows());
      launch(run, rows, Optional.empty(), storages(run.operands()));
      return;
    }
    Csr lists = frame.bindings.lists(run.list(), run.end());
    launch(run, lists.rows(), Optional.of(lists), storages(run.operands()));
  }

  private void launch(Step.Run run, long rows, Optional<Csr> csr, List<Storage> operands) {
    double[] numbers = new double[run.scalars().length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = scalars[run.scalars()[i]];
    }
    long[] keys = new long[run.keys().length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = frame.bindings.keys()[run.keys()[i]];
    }
    run.compiled().run(new Launch(rows, csr, operands, storages(run.outputs()), numbers, keys));
  }

  private List<Storage> storages(int[] places) {
    List<Storage> list = new ArrayList<>(places.length);
    for (int place : places) {
      list.add(frame.storage(place));
    }
    return list;
  }

  /** The rows of a place as a matrix of last axes: leading axes are more rows. */
  private Storage matrix(int place, Shape shape) {
    Storage s = frame.storage(place);
    int cols = shape.dim(-1);
    int leading = 1;
    for (int axis = 0; axis < shape.rank() - 1; axis++) {
      leading = Math.multiplyExact(leading, shape.dim(axis));
    }
    if (leading == 1) {
      return s;
    }
    return s.as(s.dtype(), Math.multiplyExact(s.rows(), leading), cols, cols);
  }

  private void typedMatmul(Step.TypedMatmul step) {
    Csr types = frame.bindings.edges(step.types()).in();
    Storage x = frame.storage(step.x());
    Storage w = frame.storage(step.w());
    Storage out = frame.storage(step.out());
    if (TypeOrders.isSorted(types) && step.blocks() == 1) {
      long[] offsets = TypeOrders.offsets(types);
      backend.dense().segmentMatmul(x, offsets, w, Factor.PLAIN, out);
      return;
    }
    List<Storage> operands = List.of(x, w, frame.storage(step.typeOfRow()));
    step.unsorted()
        .run(
            new Launch(
                out.rows(), Optional.empty(), operands, List.of(out), new double[0], new long[0]));
  }

  private void typedOuterSum(Step.TypedOuterSum step) {
    Csr types = frame.bindings.edges(step.types()).in();
    backend
        .dense()
        .typedOuterSum(
            named(step.x()),
            named(step.y()),
            TypeOrders.of(types, backend.memory()),
            step.blocks(),
            frame.storage(step.out()));
  }

  /** A user's operator reads and writes this process's memory. */
  private void custom(CustomOp function, List<Storage> inputs, Storage output) {
    List<HostStorage> here = inputs.stream().map(this::here).toList();
    HostStorage out = output instanceof HostStorage host ? host : HostMemory.like(output);
    function.forward(here, out);
    if (out != output) {
      backend.memory().copy(out, output);
    }
  }

  private HostStorage here(Storage rows) {
    if (rows instanceof HostStorage host) {
      return host;
    }
    HostStorage copy = HostMemory.like(rows);
    backend.memory().copy(rows, copy);
    return copy;
  }

  private NamedRows named(Step.TypedOuterSum.Rows rows) {
    Optional<Storage> ids = Optional.empty();
    if (rows.list() >= 0) {
      Coo edges = frame.bindings.edges(rows.list()).coo();
      MemorySegment list = rows.end() == Op.End.SRC ? edges.row() : edges.col();
      HostStorage here = new HostStorage(list, DType.INT32, edges.size(), 1, 1);
      ids = Optional.of(backend.memory().resident(edges, here));
    }
    return new NamedRows(
        frame.storage(rows.rows()),
        ids,
        rows.factors() < 0 ? Optional.empty() : Optional.of(frame.storage(rows.factors())));
  }
}
