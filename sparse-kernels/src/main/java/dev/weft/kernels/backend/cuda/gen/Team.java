package dev.weft.kernels.backend.cuda.gen;

import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;

/**
 * The threads that share a row: a power of two, so that they are neighbours within one warp, and at
 * least as many as the widest value has elements, up to the warp's 32.
 *
 * @param size threads of a team
 */
record Team(int size) {
  static final int WARP = 32;

  static Team of(Kernel kernel) {
    int widest = 1;
    for (int i = 0; i < kernel.body().size(); i++) {
      if (kernel.body().get(i) instanceof Instr.Fold(var _, int a, var _)) {
        widest = Math.max(widest, kernel.shape(a).width());
      }
      if (kernel.body().get(i) instanceof Instr.Reduce) {
        widest = Math.max(widest, kernel.shape(i).width());
      }
    }
    for (Kernel.Output output : kernel.outputs()) {
      widest = Math.max(widest, kernel.shape(output.value()).width());
    }
    int size = 1;
    while (size < Math.min(widest, WARP)) {
      size *= 2;
    }
    return new Team(size);
  }

  int log() {
    return Integer.numberOfTrailingZeros(size);
  }
}
