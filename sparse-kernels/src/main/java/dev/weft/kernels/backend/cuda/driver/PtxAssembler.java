package dev.weft.kernels.backend.cuda.driver;

import java.nio.charset.StandardCharsets;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;

/**
 * NVIDIA's own assembler, which JCuda brings along: machine code from PTX without a GPU or a
 * driver. Thread-safe.
 */
public final class PtxAssembler {
  private static final int SUCCESS = 0;

  private PtxAssembler() {}

  /**
   * Machine code of PTX text.
   *
   * @param ptx a whole module, of an ISA up to 8.0
   * @param architecture 80 for sm_80, 90 for sm_90
   * @throws IllegalArgumentException when the text is refused; the message is the assembler's
   * @throws IllegalStateException when the assembler does not run here; the message says why
   */
  public static synchronized byte[] assemble(String ptx, int architecture) {
    try {
      NativeFiles.unpack("JNvPTXCompiler");
      return compiled(ptx.getBytes(StandardCharsets.US_ASCII), architecture);
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "PtxAssembler: JCuda's native library does not load here: " + e.getMessage(), e);
    }
  }

  private static byte[] compiled(byte[] text, int architecture) {
    byte[] terminated = java.util.Arrays.copyOf(text, text.length + 1);
    nvPTXCompilerHandle handle = new nvPTXCompilerHandle();
    check("create", JNvPTXCompiler.nvPTXCompilerCreate(handle, terminated.length, terminated));
    try {
      String[] options = {"--gpu-name=sm_" + architecture};
      int result = JNvPTXCompiler.nvPTXCompilerCompile(handle, options.length, options);
      if (result != SUCCESS) {
        throw new IllegalArgumentException(
            "PtxAssembler(sm_" + architecture + "): " + log(handle) + " (code " + result + ")");
      }
      long[] size = new long[1];
      check("size", JNvPTXCompiler.nvPTXCompilerGetCompiledProgramSize(handle, size));
      byte[] code = new byte[Math.toIntExact(size[0])];
      check("fetch", JNvPTXCompiler.nvPTXCompilerGetCompiledProgram(handle, code));
      return code;
    } finally {
      JNvPTXCompiler.nvPTXCompilerDestroy(handle);
    }
  }

  private static String log(nvPTXCompilerHandle handle) {
    long[] size = new long[1];
    JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(handle, size);
    byte[] log = new byte[Math.toIntExact(size[0])];
    JNvPTXCompiler.nvPTXCompilerGetErrorLog(handle, log);
    return new String(log, StandardCharsets.UTF_8).strip();
  }

  private static void check(String what, int result) {
    if (result != SUCCESS) {
      throw new IllegalStateException("PtxAssembler: " + what + " failed with code " + result);
    }
  }
}
