/**
 * The kernel language: fused passes over rows or neighbourhoods, written as data.
 *
 * <p>Read {@link dev.weft.kernels.lang.Instr} (what can be said), then {@link
 * dev.weft.kernels.lang.Kernel} (how it is put together); {@code KernelCheck} derives and checks
 * shapes, places and stages, {@link dev.weft.kernels.lang.CounterRandom} defines the random
 * numbers.
 *
 * <p>Invariant: a {@code Kernel} that exists is well formed, so backends check only the storages of
 * a launch.
 *
 * <p>Nothing here knows a backend, a processor, a gradient or a layer; no instruction may say how
 * it is computed.
 */
package dev.weft.kernels.lang;
