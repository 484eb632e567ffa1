package dev.weft.kernels.backend.cuda.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.cuda.ptx.Code;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Module;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** NVIDIA's assembler, which needs no GPU. */
@EnabledOnOs(
    value = OS.LINUX,
    architectures = "amd64",
    disabledReason = "JCuda's natives are on the class path of Linux on x86-64 only")
class PtxAssemblerTest {
  private static String empty() {
    Code code = new Code(new Code.Names());
    code.add(new Insn.Return());
    return new Module(List.of(new Entry("k", List.of(), 32, 0, code.instructions()))).text();
  }

  @Test
  void anEmptyKernelBecomesAnElfFile() {
    for (int architecture : new int[] {80, 90}) {
      byte[] code = PtxAssembler.assemble(empty(), architecture);
      assertEquals(0x7F, code[0]);
      assertEquals('E', code[1]);
    }
  }

  @Test
  void textThatIsNoPtxIsRefusedWithTheAssemblersWords() {
    String wrong = empty().replace("ret;", "return;");
    String message =
        assertThrows(IllegalArgumentException.class, () -> PtxAssembler.assemble(wrong, 80))
            .getMessage();
    assertTrue(message.startsWith("PtxAssembler(sm_80): ") && message.contains("return"), message);
  }
}
