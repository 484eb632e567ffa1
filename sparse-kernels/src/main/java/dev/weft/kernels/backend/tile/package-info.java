/**
 * What the CPU backends share: a kernel becomes a plan of tile primitives, and the plan is
 * interpreted tile by tile in float32.
 *
 * <p>Read {@code Planner} (kernel to {@code TilePlan}), {@code Step} (the vocabulary), {@code
 * TileRun} (tiles, hubs, passes), {@code TileKernel} (threads), {@link
 * dev.weft.kernels.backend.tile.Lanes} (what a processor has to provide) and {@link
 * dev.weft.kernels.backend.tile.FloatMath} (the operators). Generated classes can take over from
 * {@code TileRun} behind {@code TileKernel}: they have to follow the plan's order of operations,
 * then the bits stay.
 *
 * <p>Invariant: a result depends on the plan and the launch, never on tile borders, threads, or
 * which {@code Lanes} run it. No scratch grows with rows times width: it is a few tiles a thread,
 * and one partial for every 1,024 rows of a total.
 *
 * <p>Nothing here knows the Vector API or a GPU.
 */
package dev.weft.kernels.backend.tile;
