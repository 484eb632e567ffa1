package dev.weft.kernels.backend.cuda.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PtxTextTest {
  @Test
  void aModuleReadsAsPtx() {
    Code code = new Code(new Code.Names());
    Reg base = code.parameter(Type.U64, 0);
    Reg thread = code.where(Special.THREAD);
    Reg first = code.compare(Comparison.EQ, Type.S32, thread, Operand.of(0));
    Reg x = code.load(Space.GLOBAL, Type.F32, new Address(base, 4));
    Reg y = code.compute(Opcode.FMA, Type.F32, x, x, Operand.of(1f));
    code.store(Space.GLOBAL, Type.F32, new Address(base, 0), y, Optional.of(Guard.when(first)));
    code.add(new Insn.Return());
    Module module =
        new Module(List.of(new Entry("k", List.of(Type.U64), 32, 0, code.instructions())));
    assertEquals(
        """
        .version 8.0
        .target sm_80
        .address_size 64

        .visible .entry k(
          .param .u64 k_0
        )
        .maxntid 32, 1, 1
        {
          .reg .pred %p<1>;
          .reg .b32 %r<1>;
          .reg .b64 %rd<1>;
          .reg .f32 %f<2>;
          ld.param.u64 %rd0, [k_0];
          mov.u32 %r0, %tid.x;
          setp.eq.s32 %p0, %r0, 0;
          ld.global.f32 %f0, [%rd0+4];
          fma.rn.f32 %f1, %f0, %f0, 0f3F800000;
          @%p0 st.global.f32 [%rd0], %f1;
          ret;
        }
        """,
        module.text());
  }

  @Test
  void vectorsAndTheBlocksOfAProcessorAreWritten() {
    Code code = new Code(new Code.Names());
    Reg base = code.parameter(Type.U64, 0);
    List<Reg> two = code.loadVector(Space.GLOBAL, Type.F32, 2, new Address(base, 8));
    code.add(
        new Insn.StoreVector(Space.GLOBAL, Type.F32, new Address(base, 0), two, Optional.empty()));
    Entry entry = new Entry("k", List.of(Type.U64), 256, 2, 0, code.instructions());
    assertEquals(
        """
        .version 8.0
        .target sm_80
        .address_size 64

        .visible .entry k(
          .param .u64 k_0
        )
        .maxntid 256, 1, 1
        .minnctapersm 2
        {
          .reg .b64 %rd<1>;
          .reg .f32 %f<2>;
          ld.param.u64 %rd0, [k_0];
          ld.global.v2.f32 {%f0, %f1}, [%rd0+8];
          st.global.v2.f32 [%rd0], {%f0, %f1};
        }
        """,
        new Module(List.of(entry)).text());
  }

  @Test
  void aRegisterOfTheWrongKindIsRefused() {
    Code code = new Code(new Code.Names());
    Reg thread = code.where(Special.THREAD);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> code.compute(Opcode.ADD, Type.F32, thread, Operand.of(1f)))
            .getMessage();
    assertEquals("Insn: ADD.f32 met a value of kind B32.", message);
  }
}
