/**
 * From lazy tensors to fused kernels: capture, simplify, schedule, lower, run.
 *
 * <p>Read {@link dev.weft.compile.Compiler} first. {@code Capture} walks an expression and makes
 * the {@code Key} that its program is kept by. On a miss, {@code Assembly} compiles: {@code
 * Simplify} rewrites (with {@code Identities}, {@code Hoist}, {@code Factors}, {@code Elements}),
 * {@code Nodes} chooses what is computed at one place and what again wherever it is used, {@code
 * Schedule} distributes that over groups, {@code Lowering} writes a group as a kernel. {@code
 * Program} runs the steps in memory that {@code Layout} planned.
 *
 * <p>Invariant: a program is a function of the key alone. It holds no data, and row counts, edges,
 * random keys and scalars are operands of its runs.
 *
 * <p>Nothing here knows a derivative, a layer, or how a backend computes.
 */
package dev.weft.compile;
