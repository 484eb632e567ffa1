/**
 * Normalisations: {@link dev.weft.nn.norm.LayerNorm}, {@link dev.weft.nn.norm.RmsNorm} and {@link
 * dev.weft.nn.norm.GroupNorm} within a row, {@link dev.weft.nn.norm.BatchNorm} over rows.
 *
 * <p>Invariant: names and formulas are PyTorch's. The package knows no graph.
 */
package dev.weft.nn.norm;
