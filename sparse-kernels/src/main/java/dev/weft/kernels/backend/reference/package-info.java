/**
 * The definition of every kernel: one row after another, one entry after another, in double,
 * without a trick.
 *
 * <p>Read {@code ReferenceRun} (the loops) and {@code ReferenceMath} (the operators). Slow on
 * purpose: other backends are tested against it, so it must be possible to see that it is right.
 *
 * <p>Invariant: no value depends on anything but the row's and the entry's own loads. Knows nothing
 * of tiles, threads or float32.
 */
package dev.weft.kernels.backend.reference;
