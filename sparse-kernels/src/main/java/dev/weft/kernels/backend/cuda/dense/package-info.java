/**
 * Dense products on a device, in generated PTX.
 *
 * <p>A block computes a {@link dev.weft.kernels.backend.cuda.dense.Tile} of a result. The terms of
 * its sums come in steps: both factors' numbers are read along whichever axis is contiguous,
 * brought to shared memory term by term, and multiplied from there, each thread a grid of 4 x 4
 * squares.
 *
 * <p>Read {@link dev.weft.kernels.backend.cuda.dense.DeviceDense} (what is launched), {@code
 * ProductEntry} (a block), {@code Panel} (one factor's way to shared memory), {@code Sums} (the
 * products), {@code Stage} (rows that entries name), {@code SumEntry} (partial results).
 *
 * <p>Invariant: which numbers are added, and in which order, depends on the sizes alone, never on
 * the device.
 *
 * <p>Knows no kernel language and no graph.
 */
package dev.weft.kernels.backend.cuda.dense;
