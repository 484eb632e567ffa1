/**
 * Where a dataset's files come from and where its parsed form is kept: {@link
 * dev.weft.datasets.store.Download}, {@link dev.weft.datasets.store.Checksums} and {@link
 * dev.weft.datasets.store.DatasetCache}.
 *
 * <p>Invariant: a file appears under its final name only when it is whole. This package knows no
 * file format.
 */
package dev.weft.datasets.store;
