/**
 * PTX from kernels.
 *
 * <p>A row belongs to a {@code Team}: a power of two of neighbouring threads of one warp, over
 * which the elements of the row are dealt out like cards. A team walks over entries in order, a few
 * at a time, each thread adding its own elements. A row belongs to a {@code Crew} of teams where
 * one would not do: to all of a block if it is a hub, to some beside each other if it is narrow.
 * Each walks over a part of the entries, and their sums are merged.
 *
 * <p>Read {@link dev.weft.kernels.backend.cuda.gen.Generator} (the grid), {@code Passes} (a row),
 * {@code Crew} (who shares it), {@code Values} (an element), {@code Folds} (what lanes do
 * together), {@code Products} (rows times matrices), {@code Totals} (sums over all rows), {@code
 * FloatCode} (the operators). {@code Scope} is where code goes: each value is written into the
 * outermost scope that knows its arguments, so what does not change in a loop stands before it.
 * {@code Slots} are the values that lanes read from each other.
 *
 * <p>Invariant: all threads of a team take every branch together, but for the reduction of huge
 * angles, in which they do not meet; all threads of a block come to every barrier of the block.
 * Stores are guarded, loads never leave their row. Which entries and rows share a partial result,
 * and in which order anything is added, follows from the kernel, the number of rows and that of a
 * row's entries alone.
 *
 * <p>Knows no device and no memory.
 */
package dev.weft.kernels.backend.cuda.gen;
