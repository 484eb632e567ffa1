package dev.weft.nn.conv;

import dev.weft.tensor.Tensor;

/**
 * What an attention layer gives.
 *
 * @param out rows of the destinations [heads, out]
 * @param attention rows of the edges [heads, 1]: how much each edge counted, after dropout and edge
 *     weights
 */
public record Attended(Tensor out, Tensor attention) {}
