/**
 * Graph neural networks as compositions of lazy tensors: what all layers share.
 *
 * <p>Read {@link dev.weft.nn.GraphLayer} (a convolution), {@link dev.weft.nn.Parameters} (what it
 * has), {@link dev.weft.nn.Mode} (what a pass is for), then {@code conv.GraphConv} and {@code
 * model.Gcn}. Sub-packages: {@code conv}, {@code dense}, {@code norm}, {@code recurrent} are
 * layers; {@code model} are whole networks; {@code loss}, {@code optim}, {@code metric}, {@code
 * train}, {@code checkpoint} are what surrounds them.
 *
 * <p>Invariant: a layer is immutable, and computes only by writing tensor expressions; no package
 * here has a primitive of its own. It must not know kernels, backends or how a program is compiled.
 */
package dev.weft.nn;
