package dev.weft.kernels.backend;

import dev.weft.kernels.sparse.Csr;

/** A kernel ready to run on one backend. */
public interface CompiledKernel {
  /** Runs over all rows of the launch and returns when the outputs are written. */
  void run(Launch launch);

  /** One line for {@code explain()}: variant, tile sizes, what is special. */
  String describe();

  /** The same for a launch over these neighbourhoods: also what is planned by their structure. */
  default String describe(Csr csr) {
    return describe();
  }
}
