package dev.weft.kernels.backend.cuda.ptx;

import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import java.util.List;
import java.util.Optional;

/**
 * One PTX instruction, as data. Constructors refuse registers of the wrong kind, so that what
 * exists assembles.
 */
public sealed interface Insn {

  /**
   * {@code d = op(args)}.
   *
   * @param op what is done
   * @param type how arguments are read
   * @param d result
   * @param args as many as the operation takes; the amount of a shift is a B32
   */
  record Compute(Opcode op, Type type, Reg d, List<Operand> args) implements Insn {
    /** Checks number and kinds of the arguments. */
    public Compute {
      args = List.copyOf(args);
      Kinds.require(args.size() == op.arity(), op + " takes " + op.arity() + " arguments");
      Kinds.require(d.kind() == op.result(type).kind(), op, type, d);
      for (int i = 0; i < args.size(); i++) {
        boolean amount = i == 1 && (op == Opcode.SHL || op == Opcode.SHR);
        Kind expected = amount ? Kind.B32 : type.kind();
        Kinds.require(args.get(i).kind() == expected, op, type, args.get(i));
      }
    }
  }

  /** {@code d = a}, converted from one type to another. */
  record Convert(Type to, Rounding rounding, Type from, Reg d, Operand a) implements Insn {
    /** Checks the kinds. */
    public Convert {
      Kinds.require(d.kind() == to.kind() && a.kind() == from.kind(), "convert", to, d);
    }
  }

  /** {@code d = a}, bit for bit; the kinds have the same size. */
  record Move(Reg d, Operand a) implements Insn {
    /** Checks the kinds. */
    public Move {
      Kinds.require(d.kind().bytes() == a.kind().bytes(), "a move keeps the size: " + d);
    }
  }

  /** {@code d} = where this thread stands; B32. */
  record Where(Special special, Reg d) implements Insn {}

  /** {@code d} = the value of parameter {@code index} of the kernel. */
  record Parameter(Type type, Reg d, int index) implements Insn {
    /** Checks the kinds. */
    public Parameter {
      Kinds.require(d.kind() == type.kind(), "parameter", type, d);
    }
  }

  /** {@code d} = the shared address of the block's scratch; B32. */
  record Scratch(Reg d) implements Insn {}

  /** {@code d = a ? b}. */
  record Compare(Comparison comparison, Type type, Reg d, Operand a, Operand b) implements Insn {
    /** Checks the kinds. */
    public Compare {
      Kinds.require(d.kind() == Kind.PRED, comparison, type, d);
      Kinds.require(a.kind() == type.kind() && b.kind() == type.kind(), comparison, type, a);
    }
  }

  /** {@code d = condition ? a : b}. */
  record Select(Reg d, Operand a, Operand b, Reg condition) implements Insn {
    /** Checks the kinds. */
    public Select {
      Kinds.require(
          condition.kind() == Kind.PRED && a.kind() == d.kind() && b.kind() == d.kind(),
          "select has arguments of different kinds: " + d);
    }
  }

  /** {@code d} = what is at the address, if the guard lets it. */
  record Load(Space space, Type type, Reg d, Address address, Optional<Guard> guard)
      implements Insn {
    /** Checks the kinds. */
    public Load {
      Kinds.require(d.kind() == type.kind(), "load", type, d);
      Kinds.address(space, address);
    }

    /** The same load under a guard. */
    public Load when(Guard guard) {
      return new Load(space, type, d, address, Optional.of(guard));
    }
  }

  /** Writes {@code value} to the address, if the guard lets it. */
  record Store(Space space, Type type, Address address, Reg value, Optional<Guard> guard)
      implements Insn {
    /** Checks the kinds. */
    public Store {
      Kinds.require(value.kind() == type.kind(), "store", type, value);
      Kinds.require(space != Space.CONSTANT_GLOBAL, "constant memory is not written");
      Kinds.address(space, address);
    }
  }

  /**
   * {@code d} = two or four values beside each other, the first at the address; which is a multiple
   * of their bytes.
   */
  record LoadVector(Space space, Type type, List<Reg> d, Address address) implements Insn {
    /** Checks number and kinds. */
    public LoadVector {
      d = List.copyOf(d);
      Kinds.vector(type, d);
      Kinds.address(space, address);
    }
  }

  /** Writes two or four values beside each other, if the guard lets it. */
  record StoreVector(
      Space space, Type type, Address address, List<Reg> values, Optional<Guard> guard)
      implements Insn {
    /** Checks number and kinds. */
    public StoreVector {
      values = List.copyOf(values);
      Kinds.vector(type, values);
      Kinds.require(space != Space.CONSTANT_GLOBAL, "constant memory is not written");
      Kinds.address(space, address);
    }
  }

  /** A place to branch to. */
  record Label(int number) implements Insn {}

  /** Goes on at the label, if the guard lets it. */
  record Branch(int label, Optional<Guard> guard) implements Insn {}

  /** Waits for the threads of the warp named by the mask; what they wrote before is seen after. */
  record WarpBarrier(Operand mask) implements Insn {}

  /** {@code d} = {@code a} of the lane whose number differs by {@code xor}; 32 bits. */
  record Shuffle(Reg d, Reg a, int xor, Operand mask) implements Insn {
    /** Checks the kinds. */
    public Shuffle {
      Kinds.require(d.kind() == a.kind() && d.kind().bytes() == 4, "a shuffle moves 32 bits: " + d);
    }
  }

  /** Waits for all threads of the block; what they wrote before is seen after. */
  record BlockBarrier() implements Insn {}

  /** Ends the thread. */
  record Return() implements Insn {}
}
