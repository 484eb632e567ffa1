package dev.weft.kernels.backend.cuda.gen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Opcode;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.backend.cuda.ptx.Type;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Operand;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The order of loads in generated code, which no result shows. */
class GeneratorTest {
  @Test
  void theIdsOfFourEntriesAreLoadedFirstThenTheirRowsThenTheyAreAdded() {
    assertEquals("iiii" + "ll".repeat(4) + "ss".repeat(4), trace(sum(64)));
  }

  @Test
  void entriesOfWideRowsAreFewerAtOnce() {
    // 16 sums; 32 values more are two entries.
    assertEquals("ii" + "l".repeat(32) + "s".repeat(32), trace(sum(512)));
  }

  @Test
  void entriesThatLoadInLoopsOfTheirOwnAreTakenOneByOne() {
    Kernel products =
        new Kernel(
            Domain.NEIGHBORS,
            List.of(
                new Operand(DType.FLOAT32, 64),
                new Operand(DType.FLOAT32, 64 * 8),
                new Operand(DType.INT32, 1)),
            List.of(
                new Instr.Load(0, At.NEIGHBOR, Shape.of(64)),
                new Instr.TypedMatmul(0, 1, 2, At.EDGE, Shape.of(8)),
                new Instr.Reduce(Reduction.SUM, 1)),
            List.of(new Output(2, Target.ROW)));
    assertEquals("i" + "l".repeat(8) + "s", trace(products));
  }

  private static Kernel sum(int width) {
    return new Kernel(
        Domain.NEIGHBORS,
        List.of(new Operand(DType.FLOAT32, width)),
        List.of(
            new Instr.Load(0, At.NEIGHBOR, Shape.of(width)), new Instr.Reduce(Reduction.SUM, 0)),
        List.of(new Output(1, Target.ROW)));
  }

  /**
   * Loads of ids (i), loads of floats (l) and sums (s) of rows that are no hubs, in the order in
   * which they stand.
   */
  private static String trace(Kernel kernel) {
    List<Insn> body =
        Generator.generate(kernel, EdgeIds.POSITIONS).module().entries().getFirst().body();
    return body.stream()
        .skip(body.lastIndexOf(new Insn.BlockBarrier()))
        .map(
            insn ->
                switch (insn) {
                  case Insn.Load load when load.space() == Space.SHARED -> "";
                  case Insn.Load load when load.type() == Type.U32 -> "i";
                  case Insn.Load load when load.type() == Type.F32 -> "l";
                  case Insn.Compute(Opcode op, Type type, var _, var _)
                      when op == Opcode.ADD && type == Type.F32 ->
                      "s";
                  case Insn _ -> "";
                })
        .collect(Collectors.joining());
  }
}
