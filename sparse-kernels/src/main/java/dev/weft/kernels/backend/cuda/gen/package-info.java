/**
 * PTX from kernels.
 *
 * <p>A row belongs to a {@code Team}: a power of two of neighbouring threads of one warp, over
 * which the elements of the row are dealt out like cards. Teams take rows in turn; a team walks
 * over the entries of its row in order, a few at a time, each thread adding its own elements.
 *
 * <p>Read {@link dev.weft.kernels.backend.cuda.gen.Generator} (the grid), {@code Passes} (a row),
 * {@code Values} (an element), {@code Folds} (what lanes do together), {@code TypedProducts} (rows
 * times the matrix of their type), {@code Totals} (sums over all rows), {@code FloatCode} (the
 * operators). {@code Scope} is where code goes: each value is written into the outermost scope that
 * knows its arguments, so what does not change in a loop stands before it. {@code Slots} are the
 * values that lanes read from each other.
 *
 * <p>Invariant: all threads of a team take every branch together, but for the reduction of huge
 * angles, in which they do not meet. Stores are guarded, loads never leave their row. Which rows
 * share a partial total, and in which order anything is added, follows from the kernel and the
 * number of rows alone.
 *
 * <p>Knows no device and no memory.
 */
package dev.weft.kernels.backend.cuda.gen;
