package dev.weft.kernels.backend.cuda.ptx;

import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A growing list of instructions; every method adds one and gives the register of its result.
 * Several codes of one entry share their {@link Names}, and are put together at the end.
 */
public final class Code {
  /** Registers and labels of one entry. */
  public static final class Names {
    private final int[] used = new int[Kind.values().length];
    private int labels;

    /** A register that nobody else has. */
    public Reg register(Kind kind) {
      return new Reg(kind, used[kind.ordinal()]++);
    }

    /** A label that nobody else has. */
    public int label() {
      return labels++;
    }
  }

  private final Names names;
  private final List<Insn> instructions = new ArrayList<>();

  /** An empty list. */
  public Code(Names names) {
    this.names = names;
  }

  /** Registers and labels. */
  public Names names() {
    return names;
  }

  /** What was added so far. */
  public List<Insn> instructions() {
    return instructions;
  }

  /** Adds an instruction. */
  public void add(Insn insn) {
    instructions.add(insn);
  }

  /** {@code op(args)} in a new register. */
  public Reg compute(Opcode op, Type type, Operand... args) {
    Reg d = names.register(op.result(type).kind());
    add(new Insn.Compute(op, type, d, List.of(args)));
    return d;
  }

  /** {@code d = op(args)}. */
  public void assign(Reg d, Opcode op, Type type, Operand... args) {
    add(new Insn.Compute(op, type, d, List.of(args)));
  }

  /** {@code a} as another type. */
  public Reg convert(Type to, Rounding rounding, Type from, Operand a) {
    Reg d = names.register(to.kind());
    add(new Insn.Convert(to, rounding, from, d, a));
    return d;
  }

  /** {@code d = a}. */
  public void move(Reg d, Operand a) {
    add(new Insn.Move(d, a));
  }

  /** The bits of {@code a} in a new register. */
  public Reg copy(Kind kind, Operand a) {
    Reg d = names.register(kind);
    move(d, a);
    return d;
  }

  /** Where this thread stands. */
  public Reg where(Special special) {
    Reg d = names.register(Kind.B32);
    add(new Insn.Where(special, d));
    return d;
  }

  /** A parameter's value. */
  public Reg parameter(Type type, int index) {
    Reg d = names.register(type.kind());
    add(new Insn.Parameter(type, d, index));
    return d;
  }

  /** The address of the block's scratch. */
  public Reg scratch() {
    Reg d = names.register(Kind.B32);
    add(new Insn.Scratch(d));
    return d;
  }

  /** A predicate. */
  public Reg compare(Comparison comparison, Type type, Operand a, Operand b) {
    Reg d = names.register(Kind.PRED);
    add(new Insn.Compare(comparison, type, d, a, b));
    return d;
  }

  /** {@code condition ? a : b}. */
  public Reg select(Reg condition, Operand a, Operand b) {
    Reg d = names.register(a.kind());
    add(new Insn.Select(d, a, b, condition));
    return d;
  }

  /** What is at an address. */
  public Reg load(Space space, Type type, Address address) {
    Reg d = names.register(type.kind());
    add(new Insn.Load(space, type, d, address, Optional.empty()));
    return d;
  }

  /** Writes to an address. */
  public void store(Space space, Type type, Address address, Reg value, Optional<Guard> guard) {
    add(new Insn.Store(space, type, address, value, guard));
  }

  /** Two or four values beside each other. */
  public List<Reg> loadVector(Space space, Type type, int count, Address address) {
    List<Reg> d = Stream.generate(() -> names.register(type.kind())).limit(count).toList();
    add(new Insn.LoadVector(space, type, d, address));
    return d;
  }

  /** A new label here. */
  public int label() {
    int label = names.label();
    label(label);
    return label;
  }

  /** A known label here. */
  public void label(int label) {
    add(new Insn.Label(label));
  }

  /** Goes on elsewhere. */
  public void branch(int label) {
    add(new Insn.Branch(label, Optional.empty()));
  }

  /** Goes on elsewhere, if the guard lets it. */
  public void branch(int label, Guard guard) {
    add(new Insn.Branch(label, Optional.of(guard)));
  }

  /** {@code a} of another lane. */
  public Reg shuffle(Reg a, int xor, Operand mask) {
    Reg d = names.register(a.kind());
    add(new Insn.Shuffle(d, a, xor, mask));
    return d;
  }
}
