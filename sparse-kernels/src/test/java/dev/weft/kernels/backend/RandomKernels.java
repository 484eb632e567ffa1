package dev.weft.kernels.backend;

import dev.weft.kernels.lang.BinaryOp;
import dev.weft.kernels.lang.Instr;
import dev.weft.kernels.lang.Instr.At;
import dev.weft.kernels.lang.Instr.Counter;
import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.lang.Kernel;
import dev.weft.kernels.lang.Kernel.Domain;
import dev.weft.kernels.lang.Kernel.Operand;
import dev.weft.kernels.lang.Kernel.Output;
import dev.weft.kernels.lang.Kernel.Target;
import dev.weft.kernels.lang.Reduction;
import dev.weft.kernels.lang.UnaryOp;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random kernels over all instructions. Functions are those that do not magnify errors (products
 * take bounded factors), so that float and double results stay comparable however the expression
 * grows.
 */
final class RandomKernels {
  private static final List<UnaryOp> TAME =
      List.of(
          UnaryOp.NEG,
          UnaryOp.ABS,
          UnaryOp.TANH,
          UnaryOp.SIGMOID,
          UnaryOp.ERF,
          UnaryOp.SIN,
          UnaryOp.COS);
  private static final List<BinaryOp> BINARY =
      List.of(BinaryOp.ADD, BinaryOp.SUB, BinaryOp.MUL, BinaryOp.MAX, BinaryOp.MIN);
  private static final int WIDEST = 600;

  private final Random random;
  private final Domain domain;
  private final List<Operand> operands = new ArrayList<>();
  private final List<Instr> body = new ArrayList<>();
  private final int heads;
  private final int features;
  private Kernel sofar;

  private RandomKernels(Domain domain, long seed) {
    this.random = new Random(seed);
    this.domain = domain;
    this.heads = pick(List.of(1, 2, 3, 4, 8));
    this.features = pick(List.of(1, 3, 5, 8, 16, 17, 32, 47, 64));
    this.sofar = new Kernel(domain, operands, body, List.of());
  }

  static Kernel kernel(Domain domain, long seed) {
    return new RandomKernels(domain, seed).build();
  }

  private Kernel build() {
    for (int i = 0; i < 2 + random.nextInt(3); i++) {
      leaf();
    }
    int steps = 3 + random.nextInt(14);
    for (int i = 0; i < steps; i++) {
      step();
    }
    return new Kernel(domain, operands, body, outputs());
  }

  private void add(Instr instr) {
    body.add(instr);
    sofar = new Kernel(domain, operands, body, List.of());
  }

  private void leaf() {
    Shape shape =
        pick(
            List.of(
                Shape.SCALAR,
                Shape.of(heads),
                Shape.of(heads, 1),
                Shape.of(1, features),
                Shape.of(heads, features),
                Shape.of(heads, features)));
    if (random.nextInt(8) == 0) {
      add(
          switch (random.nextInt(5)) {
            case 0 -> new Instr.Literal(random.nextInt(9) / 4.0 - 1);
            case 1 -> new Instr.Scalar(random.nextInt(2));
            case 2 -> new Instr.Lane(features);
            case 3 -> domain == Domain.ROWS ? new Instr.Literal(0.5) : new Instr.Degree();
            default ->
                new Instr.Random(
                    random.nextInt(2),
                    domain == Domain.ROWS ? Counter.ROW : pick(List.of(Counter.values())),
                    shape);
          });
      return;
    }
    At at =
        pick(domain == Domain.ROWS ? List.of(At.ROW, At.ROW, At.UNIFORM) : List.of(At.values()));
    DType dtype = random.nextInt(6) == 0 ? pick(List.of(DType.values())) : DType.FLOAT32;
    if (domain == Domain.NEIGHBORS && random.nextInt(12) == 0) {
      operands.add(new Operand(DType.INT32, shape.width()));
      add(new Instr.IsEdge(operands.size() - 1, at, shape));
      return;
    }
    operands.add(new Operand(dtype, shape.width()));
    add(new Instr.Load(operands.size() - 1, at, shape));
  }

  private void step() {
    int a = readable();
    int b = readable();
    switch (random.nextInt(12)) {
      case 0 -> leaf();
      case 1, 2 -> add(new Instr.Unary(pick(TAME), a));
      case 3, 4, 5 -> binary(pick(BINARY), a, b);
      case 6 -> select(readable(), a, b);
      case 7 -> fold(a);
      case 8 -> view(a);
      case 9 -> {
        if (sofar.shape(a).rank() > 0 && sofar.shape(a).width() <= WIDEST / 3) {
          add(
              new Instr.Concat(
                  random.nextBoolean() ? List.of(a, a) : List.of(a, a, a),
                  random.nextInt(sofar.shape(a).rank())));
        }
      }
      default -> {
        if (domain == Domain.NEIGHBORS) {
          Reduction op =
              pick(
                  List.of(
                      Reduction.SUM, Reduction.SUM, Reduction.MEAN, Reduction.MAX, Reduction.MIN));
          add(new Instr.Reduce(op, a));
        }
      }
    }
  }

  private void binary(BinaryOp op, int a, int b) {
    int x = a;
    int y = b;
    if (op == BinaryOp.MUL && random.nextInt(3) > 0) {
      add(new Instr.Unary(UnaryOp.TANH, b));
      y = body.size() - 1;
    }
    if (fits(x, y)) {
      add(new Instr.Binary(op, x, y));
    }
  }

  private boolean fits(int a, int b) {
    try {
      return Shape.broadcast(sofar.shape(a), sofar.shape(b)).width() <= WIDEST;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Conditions compare loaded numbers, so that rounding decides nothing. */
  private void select(int c, int a, int b) {
    if (body.get(c) instanceof Instr.Load && fits(a, b) && fits(c, a) && fits(c, b)) {
      add(new Instr.Literal(0.25));
      add(
          new Instr.Binary(
              pick(
                  List.of(
                      BinaryOp.LT,
                      BinaryOp.LE,
                      BinaryOp.GT,
                      BinaryOp.GE,
                      BinaryOp.EQ,
                      BinaryOp.NE)),
              c,
              body.size() - 1));
      int test = body.size() - 1;
      if (fits(test, a) && fits(test, b)) {
        add(new Instr.Select(test, a, b));
      }
    }
  }

  private void fold(int a) {
    int rank = sofar.shape(a).rank();
    if (rank > 0) {
      List<Integer> axes =
          rank == 2 && random.nextInt(3) == 0 ? List.of(0, 1) : List.of(random.nextInt(rank));
      add(
          new Instr.Fold(
              pick(
                  List.of(
                      Reduction.SUM, Reduction.SUM, Reduction.MEAN, Reduction.MAX, Reduction.MIN)),
              a,
              axes));
    }
  }

  private void view(int a) {
    Shape shape = sofar.shape(a);
    int width = shape.width();
    if (random.nextBoolean() && shape.rank() == 2) {
      add(new Instr.View(a, 0, Shape.of(shape.dim(1), shape.dim(0)), List.of(1, shape.dim(1))));
    } else if (width > 2) {
      add(
          random.nextBoolean()
              ? new Instr.View(a, 1, Shape.of(width - 1), List.of(1))
              : new Instr.View(a, width - 1, Shape.of(width), List.of(-1)));
    } else {
      add(new Instr.Reshape(a, Shape.of(1, width)));
    }
  }

  private int readable() {
    return random.nextInt(body.size());
  }

  private List<Output> outputs() {
    List<Output> outputs = new ArrayList<>();
    for (int i = body.size() - 1; i >= 0 && outputs.size() < 4; i--) {
      if (sofar.place(i) == Place.ENTRY) {
        outputs.add(new Output(i, Target.EDGE));
      } else {
        outputs.add(
            new Output(
                i,
                pick(
                    List.of(
                        Target.ROW,
                        Target.ROW,
                        Target.ROW,
                        Target.TOTAL_SUM,
                        Target.TOTAL_MAX,
                        Target.TOTAL_MIN))));
      }
    }
    return outputs;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
