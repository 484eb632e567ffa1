package dev.weft.compile;

import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.tensor.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A kernel's outputs as short formulas: {@code sum(src[16] * edge) -> [16]}. */
final class Words {
  private static final int DEEP = 7;
  private static final int LONG = 110;

  private final Kernel kernel;
  private final String row;
  private final String neighbor;

  Words(Step.Run run) {
    kernel = run.kernel();
    boolean edges = run.list() >= 0;
    row = !edges ? "row" : run.end() == Op.End.DST ? "dst" : "src";
    neighbor = run.end() == Op.End.DST ? "src" : "dst";
  }

  /** What the kernel is, in the words of the field. */
  String kind() {
    if (kernel.domain() == Kernel.Domain.ROWS) {
      return "rows";
    }
    boolean reduces = kernel.outputs().stream().anyMatch(output -> output.target() != Target.EDGE);
    int passes =
        kernel.outputs().stream().mapToInt(output -> kernel.stage(output.value())).max().orElse(0);
    return !reduces ? "sddmm" : passes > 1 ? "spmm in " + passes + " passes" : "spmm";
  }

  /** One formula for each output. */
  List<String> formulas() {
    List<String> all = new ArrayList<>();
    for (Output output : kernel.outputs()) {
      String text = text(output.value(), DEEP);
      String shape = kernel.shape(output.value()).toString();
      all.add(
          (text.length() > LONG ? text.substring(0, LONG - 1) + "…" : text)
              + " -> "
              + target(output.target())
              + shape);
    }
    return all;
  }

  private static String target(Target target) {
    return switch (target) {
      case ROW -> "";
      case EDGE -> "edges ";
      case TOTAL_SUM -> "sum over rows ";
      case TOTAL_MAX -> "max over rows ";
      case TOTAL_MIN -> "min over rows ";
    };
  }

  private String text(int value, int depth) {
    if (depth == 0) {
      return "…";
    }
    int below = depth - 1;
    return switch (kernel.body().get(value)) {
      case Instr.Load(int operand, Instr.At at, var _) -> place(at) + width(operand);
      case Instr.Literal(double number) ->
          number == Math.rint(number) && Math.abs(number) < 1e6
              ? String.valueOf((long) number)
              : String.valueOf((float) number);
      case Instr.Scalar _ -> "number";
      case Instr.Lane _ -> "lane";
      case Instr.Degree _ -> "degree";
      case Instr.Random _ -> "random";
      case Instr.Unary(var op, int a) -> lower(op) + "(" + text(a, below) + ")";
      case Instr.Binary(var op, int a, int b) -> binary(op, text(a, below), text(b, below));
      case Instr.Select(int c, int a, int b) ->
          "(" + text(c, below) + " ? " + text(a, below) + " : " + text(b, below) + ")";
      case Instr.Reshape(int a, var _) -> text(a, depth);
      case Instr.View(int a, var _, var _, var _) -> "view(" + text(a, below) + ")";
      case Instr.Concat(var parts, var _) ->
          parts.stream()
              .map(part -> text(part, below))
              .collect(Collectors.joining(", ", "concat(", ")"));
      case Instr.Fold(var op, int a, var _) -> lower(op) + "InRow(" + text(a, below) + ")";
      case Instr.Matmul product ->
          text(product.a(), below)
              + " · W["
              + kernel.shape(product.a()).width()
              + ", "
              + product.shape().width()
              + "]";
      case Instr.TypedMatmul typed -> text(typed.a(), below) + " · W[type]";
      case Instr.Reduce(var op, int a) -> lower(op) + "(" + text(a, below) + ")";
      case Instr.ArgReduce(var op, int a) -> "arg" + lower(op) + "(" + text(a, below) + ")";
      case Instr.IsEdge _ -> "isEdge";
    };
  }

  private String place(Instr.At at) {
    return switch (at) {
      case UNIFORM -> "constant";
      case ROW -> row;
      case NEIGHBOR -> neighbor;
      case EDGE -> "edge";
    };
  }

  private String width(int operand) {
    int width = kernel.operands().get(operand).width();
    return width == 1 ? "" : "[" + width + "]";
  }

  private static String binary(dev.weft.kernels.lang.BinaryOp op, String a, String b) {
    return switch (op) {
      case ADD -> "(" + a + " + " + b + ")";
      case SUB -> "(" + a + " - " + b + ")";
      case MUL -> a + " * " + b;
      case DIV -> a + " / " + b;
      case GT -> "(" + a + " > " + b + ")";
      case LT -> "(" + a + " < " + b + ")";
      case GE -> "(" + a + " >= " + b + ")";
      case LE -> "(" + a + " <= " + b + ")";
      case EQ -> "(" + a + " == " + b + ")";
      case NE -> "(" + a + " != " + b + ")";
      case POW, MAX, MIN -> lower(op) + "(" + a + ", " + b + ")";
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
