package dev.weft.kernels.backend;

/** A kernel ready to run on one backend. */
public interface CompiledKernel {
  /** Runs over all rows of the launch and returns when the outputs are written. */
  void run(Launch launch);

  /** One line for {@code explain()}: variant, tile sizes, what is special. */
  String describe();
}
