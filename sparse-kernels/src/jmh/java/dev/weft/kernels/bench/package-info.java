/**
 * Benchmarks of single kernels, each beside rivals on the same memory in the same run; not part of
 * the jar.
 *
 * <p>Read {@link dev.weft.kernels.bench.Operator} (what is computed), {@link
 * dev.weft.kernels.bench.Case} (on what), {@link dev.weft.kernels.bench.Contender} (by whom), then
 * {@link dev.weft.kernels.bench.KernelBenchmark} (how it is timed) and {@link
 * dev.weft.kernels.bench.Benchmarks}, the program that prints the table.
 *
 * <p>The rule: what is not right is not timed. Every contender's result is compared with that of
 * the portable backend first.
 */
package dev.weft.kernels.bench;
