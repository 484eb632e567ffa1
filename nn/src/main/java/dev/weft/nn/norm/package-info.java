/**
 * Normalisations: {@link dev.weft.nn.norm.LayerNorm} within a row, {@link
 * dev.weft.nn.norm.BatchNorm} over rows.
 *
 * <p>Invariant: names and formulas are PyTorch's. The package knows no graph.
 */
package dev.weft.nn.norm;
