/**
 * PTX without a GPU: an interpreter that runs every thread and reports what a kernel must not do.
 *
 * <p>Read {@link dev.weft.kernels.backend.cuda.sim.SimulatedDevice} (what it finds), {@code Block}
 * (threads and barriers), {@code Region} (who touched what), {@code Program} (instructions).
 *
 * <p>Invariant: an access is in order with another only if the same thread did both or a barrier of
 * both lies between. Blocks of a grid are never in order.
 *
 * <p>Says nothing about speed. Knows no kernel, only PTX.
 */
package dev.weft.kernels.backend.cuda.sim;
