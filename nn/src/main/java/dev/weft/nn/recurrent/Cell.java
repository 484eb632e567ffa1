package dev.weft.nn.recurrent;

import dev.weft.nn.Layer;
import dev.weft.tensor.Tensor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a pass over a sequence needs to know of a cell with states S.
 *
 * @param layer its parameters
 * @param ofInput the input's share of all gates, for the whole sequence at once
 * @param step the state after one more input that went through ofInput
 * @param zero the first state
 * @param visible what of a state the next layer sees
 */
record Cell<S>(
    Layer layer,
    UnaryOperator<Tensor> ofInput,
    BiFunction<Tensor, S, S> step,
    S zero,
    Function<S, Tensor> visible) {}
