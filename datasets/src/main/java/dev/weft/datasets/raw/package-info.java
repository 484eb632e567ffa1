/**
 * Readers of the formats in which node-classification datasets are published, each into the same
 * plain arrays.
 *
 * <p>Read {@link dev.weft.datasets.raw.RawNodes} (what every reader gives) and {@link
 * dev.weft.datasets.raw.RawSource} (what every reader is), then the readers: {@link
 * dev.weft.datasets.raw.PlanetoidFiles}, {@link dev.weft.datasets.raw.NpzGraph}, {@link
 * dev.weft.datasets.raw.GeomGcnFiles}, {@link dev.weft.datasets.raw.KarateClub}.
 *
 * <p>Invariant: a {@code RawNodes} is whole and consistent; a reader that cannot give one throws a
 * {@link dev.weft.datasets.DatasetException} that names the file. This package knows no graph, no
 * cache and no network.
 */
package dev.weft.datasets.raw;
