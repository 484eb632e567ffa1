/**
 * Datasets for node classification: built-in ones by name, a user's own files by format, each as
 * one immutable {@link dev.weft.datasets.NodeDataset}.
 *
 * <p>Read {@link dev.weft.datasets.Datasets} (how one is opened), {@link
 * dev.weft.datasets.NodeDataset} (what one is) and {@link dev.weft.datasets.Split} (who trains and
 * who tests). The packages below hold the formats ({@code raw}, {@code numpy}) and the files'
 * coming and keeping ({@code store}).
 *
 * <p>Invariant: what cannot be had ends in a {@link dev.weft.datasets.DatasetException} whose
 * message a user can act on. Nothing here knows a tensor or a model.
 */
package dev.weft.datasets;
