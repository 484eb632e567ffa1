package dev.weft.kernels.backend.vector;

import dev.weft.kernels.backend.tile.Step;
import dev.weft.kernels.backend.vector.Addresses.Pointers;
import dev.weft.kernels.backend.vector.Addresses.RowStart;
import java.lang.classfile.CodeBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Writes loops over narrow rows, of which a vector holds several. */
final class NarrowRows {
  private final LoopWriter writer;
  private final Asm asm;
  private final CodeBuilder code;
  private final LoopFacts facts;
  private final Addresses addresses;
  private final int stride;

  NarrowRows(LoopWriter writer) {
    this.writer = writer;
    this.asm = writer.asm;
    this.code = writer.code;
    this.facts = writer.facts;
    this.addresses = writer.addresses;
    this.stride = writer.loop.stride();
  }

  /**
   * Writes every row for its entries, as many at once as fill a vector: the last ones reach into
   * the next row's, which come later.
   */
  void expand() {
    int once = Math.max(1, Mem.VL / stride);
    LaneOps wide = stride == 1 ? new VectorOps(asm, Mem.VL) : writer.ops;
    code.loadConstant(0);
    int e = asm.keepInt();
    writer.overRows(
        writer.rows,
        r -> {
          Map<Integer, Integer> values = new LinkedHashMap<>();
          for (Step step : facts.steps()) {
            Step.Expand expand = (Step.Expand) step;
            asm.row(addresses.base(expand.a()), r, 4L * stride, -1);
            int from = asm.pointer();
            int value =
                stride == 1 ? wide.broadcast(from, 0) : wide.load(from, 0, Optional.empty());
            values.put(expand.out(), value);
          }
          int count = writer.count(r, e);
          RowStart start = addresses.new RowStart(e);
          code.loadConstant(0);
          int k = asm.keepInt();
          int mark = asm.mark();
          asm.loop(
              k,
              count,
              once,
              () ->
                  values.forEach(
                      (reg, value) -> {
                        asm.row(start.of(reg), k, 4L * stride, -1);
                        int to = asm.pointer();
                        for (int i = 0; i < once; i += stride == 1 ? once : 1) {
                          wide.store(value, to, 4L * stride * i, Optional.empty());
                        }
                      }));
          asm.release(mark);
          writer.next(e, count);
        });
  }

  /**
   * Takes as many entries at once as fill a vector: their order changes no extreme. What the last
   * vector holds of the next row counts as the number that an extreme begins with.
   */
  void extremes() {
    VectorOps wide = new VectorOps(asm, Mem.VL);
    code.loadConstant(0);
    int e = asm.keepInt();
    writer.overRows(
        writer.rows,
        r -> {
          Pointers pointers = new Pointers();
          code.loadConstant(0L);
          addresses.items(pointers, r, -1, asm.keepLong());
          int count = writer.count(r, e);
          RowStart start = addresses.new RowStart(e);
          Map<Step.ReduceEntries, Accumulator> extremes = new LinkedHashMap<>();
          for (Step step : facts.steps()) {
            extremes.put((Step.ReduceEntries) step, new Accumulator(wide, Reducer.of(step)));
          }
          code.loadConstant(0);
          int k = asm.keepInt();
          int mark = asm.mark();
          asm.loop(
              k,
              count,
              Mem.VL / stride,
              () -> {
                code.iload(count);
                code.iload(k);
                code.isub();
                code.loadConstant(stride);
                code.imul();
                int mask = wide.firstLanes(asm.keepInt());
                extremes.forEach(
                    (step, extreme) -> {
                      asm.row(start.of(step.a()), k, 4L * stride, -1);
                      int x = wide.load(asm.pointer(), 0, Optional.empty());
                      int begin = wide.constant(Reducer.of(step).start());
                      extreme.add(wide.blend(begin, x, mask));
                    });
              });
          asm.release(mark);
          writer.next(e, count);
          extremes.forEach(
              (step, extreme) -> {
                extreme.fold(stride);
                int result = wide.firstUnit(extreme.result(), stride);
                writer.finish(step, new int[] {result}, pointers, count);
              });
        });
  }
}
