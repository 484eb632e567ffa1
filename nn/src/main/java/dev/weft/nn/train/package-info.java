/**
 * The loop around a model: {@link dev.weft.nn.train.Training} on a {@link
 * dev.weft.nn.train.NodeTask}.
 *
 * <p>Invariant: nothing here that a user could not write in ten lines. The package knows no dataset
 * and prints nothing.
 */
package dev.weft.nn.train;
