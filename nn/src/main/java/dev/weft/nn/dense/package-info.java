/**
 * Layers that need no graph: {@link dev.weft.nn.dense.Linear} first, {@link
 * dev.weft.nn.dense.Sequential} to put them one after another.
 *
 * <p>Invariant: rows in, the same rows out. The package knows no graph layer, loss or optimiser.
 */
package dev.weft.nn.dense;
