package dev.weft.nn.recurrent;

import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.Optional;

/**
 * The two linear maps of a recurrent cell, of the input and of the hidden state, to several gates
 * one after another.
 *
 * @param weightIh [gates · hidden, in]
 * @param weightHh [gates · hidden, hidden]
 * @param biasIh [gates · hidden], or none
 * @param biasHh [gates · hidden], or none
 */
record Gates(
    Parameter weightIh, Parameter weightHh, Optional<Parameter> biasIh, Optional<Parameter> biasHh)
    implements Layer {
  /** All uniform within 1 / √hidden, as in PyTorch; names end in {@code suffix}. */
  static Gates of(int gates, int in, int hidden, String suffix, Seed seed) {
    int rows = Math.multiplyExact(gates, hidden);
    Init init = Init.uniform(1 / Math.sqrt(Math.max(1, hidden)));
    return new Gates(
        init.weight("weight_ih" + suffix, Shape.of(rows, in), in, rows, seed),
        init.weight("weight_hh" + suffix, Shape.of(rows, hidden), hidden, rows, seed),
        Optional.of(init.weight("bias_ih" + suffix, Shape.of(rows), in, rows, seed)),
        Optional.of(init.weight("bias_hh" + suffix, Shape.of(rows), hidden, rows, seed)));
  }

  Gates withoutBias() {
    return new Gates(weightIh, weightHh, Optional.empty(), Optional.empty());
  }

  int in() {
    return weightIh.shape().dim(1);
  }

  int hidden() {
    return weightHh.shape().dim(1);
  }

  @Override
  public Parameters parameters() {
    return Parameters.of(weightIh, weightHh).with(biasIh).with(biasHh);
  }

  Tensor ofInput(Tensor x) {
    Tensor product = x.matmulTransposed(weightIh.read());
    return biasIh.map(b -> product.plus(b.read())).orElse(product);
  }

  Tensor ofHidden(Tensor h) {
    Tensor product = h.matmulTransposed(weightHh.read());
    return biasHh.map(b -> product.plus(b.read())).orElse(product);
  }

  /** Gate number {@code index} of a row of gates. */
  Tensor gate(Tensor all, int index) {
    return all.slice(-1, index * hidden(), (index + 1) * hidden());
  }
}
