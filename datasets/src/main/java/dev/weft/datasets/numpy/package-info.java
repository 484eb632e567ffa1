/**
 * What Python's NumPy and SciPy write: {@code .npz} archives ({@link dev.weft.datasets.numpy.Npz})
 * and the pickles of arrays, CSR matrices, dictionaries and lists ({@link
 * dev.weft.datasets.numpy.Pickle}).
 *
 * <p>Read {@link dev.weft.datasets.numpy.NpyType} and {@link dev.weft.datasets.numpy.NpyHeader}
 * first, then {@code Elements}, which both readers share.
 *
 * <p>Invariant: a hostile file costs at most memory in proportion to its own length, runs nothing,
 * and ends in a {@link dev.weft.datasets.DatasetException} that names the file. This package knows
 * no graph.
 */
package dev.weft.datasets.numpy;
