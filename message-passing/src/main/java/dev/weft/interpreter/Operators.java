package dev.weft.interpreter;

import dev.weft.graph.EdgeList;
import dev.weft.kernels.lang.CounterRandom;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.tensor.CustomOp;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.util.List;

/** What every operator computes. */
final class Operators {
  private Operators() {}

  /** The value of y, from the values of its inputs. */
  static Table apply(Tensor y, List<Table> in) {
    Table out = Table.of(y);
    switch (y.op()) {
      case Op.Stored(var value) -> copy(value.doubles(), out);
      case Op.Read(var parameter, var version) -> copy(parameter.valueAt(version).doubles(), out);
      case Op.Literal(var value) -> out.data()[0] = value;
      case Op.Scalar(var value) -> out.data()[0] = value;
      case Op.Count(var space) -> out.data()[0] = space.size();
      case Op.Lane _ -> lane(out.data());
      case Op.Random(var key, var draw) -> random(key, draw, out);
      case Op.Unary(var op, var _) -> Elementwise.unary(op, in.get(0), out);
      case Op.Binary(var op, var _, var _) -> Elementwise.binary(op, in.get(0), in.get(1), out);
      case Op.Select _ -> Elementwise.select(in.get(0), in.get(1), in.get(2), out);
      case Op.Reshape _,
          Op.AsRows _,
          Op.AsConstant _,
          Op.InSpace _,
          Op.Assigning _,
          Op.Detached _ ->
          copy(in.get(0).data(), out);
      case Op.Transpose(var axes, var _) -> Rows.transpose(axes, in.get(0), out);
      case Op.Slice(var axis, var start, var _, var _) -> Rows.slice(axis, start, in.get(0), out);
      case Op.Pad(var axis, var before, var _, var _) -> Rows.place(axis, before, in.get(0), out);
      case Op.Expand _ -> Elementwise.expand(in.get(0), out);
      case Op.Concat(var axis, var _) -> Rows.concat(axis, in, out);
      case Op.Fold(var op, var axes, var _) -> Rows.fold(op, axes, in.get(0), out);
      case Op.Total(var op, var _) -> Rows.total(op, in.get(0), out);
      case Op.At(var edges, var end, var _) -> Neighborhood.at(edges, end, in.get(0), out);
      case Op.Reduce(var edges, var end, var op, var _) ->
          Neighborhood.reduce(edges, end, op, in.get(0), out);
      case Op.Arg(var edges, var end, var op, var _) ->
          Neighborhood.arg(edges, end, op, in.get(0), out);
      case Op.IsEdge(var edges, var end, var _) -> Neighborhood.isEdge(edges, end, in.get(0), out);
      case Op.Softmax(var edges, var end, var _) ->
          Neighborhood.softmax(edges, end, in.get(0), out);
      case Op.Matmul(var _, var _, var factor) ->
          Products.matmul(in.get(0), in.get(1), factor, out);
      case Op.OuterSum _ -> Products.outerSum(in.get(0), in.get(1), out);
      case Op.TypedMatmul(var types, var _, var _, var factor) ->
          Products.typedMatmul(types, in.get(0), in.get(1), factor, out);
      case Op.TypedOuterSum(var types, var _, var _) ->
          Products.typedOuterSum(types, in.get(0), in.get(1), out);
      case Op.Custom(var function, var inputs) -> custom(function, inputs, in, out);
    }
    return out;
  }

  private static void copy(double[] from, Table out) {
    System.arraycopy(from, 0, out.data(), 0, from.length);
  }

  private static void lane(double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = i;
    }
  }

  private static void random(long key, Op.Draw draw, Table out) {
    long expanded = CounterRandom.expand(key);
    int width = out.width();
    for (int row = 0; row < out.rows(); row++) {
      long number =
          switch (draw) {
            case ELEMENT -> row;
            case PAIR -> Neighborhood.pair((EdgeList) out.space(), row);
          };
      for (int lane = 0; lane < width; lane++) {
        out.data()[row * width + lane] = CounterRandom.uniform(expanded, number * width + lane);
      }
    }
  }

  private static void custom(CustomOp function, List<Tensor> inputs, List<Table> in, Table out) {
    HostStorage[] storages = new HostStorage[inputs.size()];
    for (int i = 0; i < storages.length; i++) {
      storages[i] = Interpreter.toValue(inputs.get(i), in.get(i)).storage();
    }
    Value result = Value.copyOf(out.data(), out.rows(), out.width());
    function.forward(List.of(storages), result.storage());
    copy(result.doubles(), out);
  }
}
