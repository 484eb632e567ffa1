/**
 * Proof that generated kernels are right, on a machine that cannot run them.
 *
 * <p>Read {@link dev.weft.examples.kernels.Inspection} (generate, assemble, interpret, compare),
 * then {@code Families} (kernels written by hand, with the shapes at the edges of what is allowed),
 * {@code Captures} (kernels that training steps launch) and {@code DenseProducts}.
 *
 * <p>Knows the CUDA backend by name; compares with the reference backend, which knows it not.
 */
package dev.weft.examples.kernels;
