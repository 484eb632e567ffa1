/**
 * What the CPU backends share: a kernel becomes a plan of steps over registers, carried out tile by
 * tile in float32.
 *
 * <p>Read {@code Planner} and {@code Values} (kernel to {@link
 * dev.weft.kernels.backend.tile.TilePlan}), {@link dev.weft.kernels.backend.tile.Step} (the
 * vocabulary), {@code TileRun} (tiles, hubs, passes), {@link
 * dev.weft.kernels.backend.tile.TileKernel} (threads), {@link dev.weft.kernels.backend.tile.Lanes}
 * (what a processor has to provide) and {@link dev.weft.kernels.backend.tile.FloatMath} (the
 * operators). Then how a kernel gets faster: {@code Fusion} joins steps into {@link
 * dev.weft.kernels.backend.tile.Loop}s, a backend makes {@link
 * dev.weft.kernels.backend.tile.LoopCode} of them, and {@code Tiers} and {@code Rehearsal} let it
 * take over.
 *
 * <p>Invariant: a result depends on the plan and the launch, never on tile borders, threads, or on
 * whether steps or loops ran. No scratch grows with rows times width: it is a few tiles a thread,
 * and one partial for every 1,024 rows of a total.
 *
 * <p>Nothing here knows the Vector API or a GPU.
 */
package dev.weft.kernels.backend.tile;
