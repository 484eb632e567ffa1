package dev.weft.kernels.lang;

import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel.Output;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints a kernel as pseudo-code: one line per instruction, with row shape, place and stage. */
final class KernelText {
  private KernelText() {}

  static String of(Kernel kernel) {
    StringBuilder text =
        new StringBuilder("kernel ")
            .append(lower(kernel.domain()))
            .append(operands(kernel))
            .append('\n');
    for (int i = 0; i < kernel.body().size(); i++) {
      String place =
          (kernel.place(i) == Place.UNIFORM ? "launch" : lower(kernel.place(i)))
              + (kernel.stage(i) == 0 ? "" : ", pass " + kernel.stage(i));
      text.append(
          String.format(
              Locale.ROOT,
              "  v%-3d = %-40s : %s per %s%n",
              i,
              instruction(kernel.body().get(i)),
              kernel.shape(i),
              place));
    }
    for (int o = 0; o < kernel.outputs().size(); o++) {
      Output output = kernel.outputs().get(o);
      text.append("  out")
          .append(o)
          .append(" <- v")
          .append(output.value())
          .append(" as ")
          .append(lower(output.target()))
          .append('\n');
    }
    return text.toString().replace("\r\n", "\n");
  }

  private static String operands(Kernel kernel) {
    return IntStream.range(0, kernel.operands().size())
        .mapToObj(
            i ->
                "x"
                    + i
                    + ": "
                    + lower(kernel.operands().get(i).dtype())
                    + "["
                    + kernel.operands().get(i).width()
                    + "]")
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String instruction(Instr instr) {
    return switch (instr) {
      case Instr.Load(int operand, Instr.At at, var _) -> "x" + operand + "[" + lower(at) + "]";
      case Instr.Literal(double value) -> Double.toString(value);
      case Instr.Scalar(int slot) -> "scalar" + slot;
      case Instr.Lane _ -> "lane";
      case Instr.Degree _ -> "degree";
      case Instr.Random(int slot, Instr.Counter counter, var _) ->
          "random(key" + slot + ", " + lower(counter) + ")";
      case Instr.Unary(UnaryOp op, int a) -> lower(op) + "(v" + a + ")";
      case Instr.Binary(BinaryOp op, int a, int b) -> binary(op, a, b);
      case Instr.Select(int c, int a, int b) -> "v" + c + " ? v" + a + " : v" + b;
      case Instr.Reshape(int a, var _) -> "reshape(v" + a + ")";
      case Instr.View(int a, int offset, var _, List<Integer> strides) ->
          "view(v" + a + ", offset " + offset + ", strides " + strides + ")";
      case Instr.Concat(List<Integer> parts, int axis) ->
          parts.stream()
              .map(p -> "v" + p)
              .collect(Collectors.joining(", ", "concat(", "; axis " + axis + ")"));
      case Instr.Fold(Reduction op, int a, List<Integer> axes) ->
          lower(op) + "(v" + a + "; axes " + axes + ")";
      case Instr.Matmul(int a, int matrix, boolean transposed, var _) ->
          "v" + a + " · x" + matrix + (transposed ? "ᵀ" : "");
      case Instr.TypedMatmul(int a, int matrices, int types, Instr.At at, var _) ->
          "v" + a + " · x" + matrices + "[x" + types + "[" + lower(at) + "]]";
      case Instr.Reduce(Reduction op, int a) -> lower(op) + " over entries(v" + a + ")";
      case Instr.ArgReduce(Reduction op, int a) -> "arg" + lower(op) + " over entries(v" + a + ")";
      case Instr.IsEdge(int operand, Instr.At at, var _) ->
          "x" + operand + "[" + lower(at) + "] is this edge";
    };
  }

  private static String binary(BinaryOp op, int a, int b) {
    String symbol =
        switch (op) {
          case ADD -> "+";
          case SUB -> "-";
          case MUL -> "*";
          case DIV -> "/";
          case EQ -> "==";
          case NE -> "!=";
          case LT -> "<";
          case LE -> "<=";
          case GT -> ">";
          case GE -> ">=";
          case POW, MAX, MIN -> lower(op);
        };
    return Character.isLetter(symbol.charAt(0))
        ? symbol + "(v" + a + ", v" + b + ")"
        : "v" + a + " " + symbol + " v" + b;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
