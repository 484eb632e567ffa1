package dev.weft.compile;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.CompiledKernel;
import dev.weft.kernels.lang.Kernel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The compiled kernels of one backend: programs that need the same kernel share it. Kept up to a
 * bound; then all are let go.
 */
final class Kernels {
  private static final int MOST = 4096;

  private final Backend backend;
  private final Map<Kernel, CompiledKernel> compiled = new ConcurrentHashMap<>();

  Kernels(Backend backend) {
    this.backend = backend;
  }

  CompiledKernel compiled(Kernel kernel) {
    if (compiled.size() > MOST) {
      compiled.clear();
    }
    return compiled.computeIfAbsent(kernel, backend::compile);
  }
}
