/**
 * Graph convolutions, under their papers' names: {@link dev.weft.nn.conv.GraphConv}, {@link
 * dev.weft.nn.conv.SageConv}, {@link dev.weft.nn.conv.GatConv}, {@link dev.weft.nn.conv.GatV2Conv},
 * {@link dev.weft.nn.conv.GinConv}, {@link dev.weft.nn.conv.SgConv}, {@link
 * dev.weft.nn.conv.AppnpConv}, {@link dev.weft.nn.conv.RelGraphConv} and others. Read GraphConv
 * first.
 *
 * <p>Invariant: formulas, parameter names and layouts are DGL's; a destination without in-edges
 * receives 0, where DGL refuses the graph unless told otherwise. The package knows no loss,
 * optimiser or model.
 */
package dev.weft.nn.conv;
