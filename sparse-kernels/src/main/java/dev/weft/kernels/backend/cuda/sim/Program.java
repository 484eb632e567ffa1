package dev.weft.kernels.backend.cuda.sim;

import dev.weft.kernels.backend.cuda.ptx.Address;
import dev.weft.kernels.backend.cuda.ptx.Comparison;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Guard;
import dev.weft.kernels.backend.cuda.ptx.Insn;
import dev.weft.kernels.backend.cuda.ptx.Kind;
import dev.weft.kernels.backend.cuda.ptx.Operand;
import dev.weft.kernels.backend.cuda.ptx.Operand.Immediate;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import dev.weft.kernels.backend.cuda.ptx.Space;
import dev.weft.kernels.backend.cuda.ptx.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An entry prepared for stepping: every instruction an action on a thread. A register holds the
 * bits of its value; those of 32-bit values are sign-extended.
 */
final class Program {
  private static final int SCRATCH = 0x1000;

  private interface Action {
    void act(Lane lane);
  }

  /** An argument: a register, or a number if {@code register} is negative. */
  private record Source(int register, long bits) {
    long of(Lane lane) {
      return register >= 0 ? lane.get(register) : bits;
    }
  }

  private final Entry entry;
  private final List<Insn> body;
  private final Map<Integer, Integer> labels = new HashMap<>();
  private final int[] first = new int[Kind.values().length];
  private final int registers;
  private final Action[] actions;

  Program(Entry entry) {
    this.entry = entry;
    this.body = entry.body();
    int[] used = new int[Kind.values().length];
    for (int i = 0; i < body.size(); i++) {
      if (body.get(i) instanceof Insn.Label(int number)) {
        labels.put(number, i);
      }
      for (Reg d : results(body.get(i))) {
        used[d.kind().ordinal()] = Math.max(used[d.kind().ordinal()], d.number() + 1);
      }
    }
    int sum = 0;
    for (int k = 0; k < used.length; k++) {
      first[k] = sum;
      sum += used[k];
    }
    registers = sum;
    actions = body.stream().map(this::action).toArray(Action[]::new);
  }

  private static List<Reg> results(Insn insn) {
    return switch (insn) {
      case Insn.Compute i -> List.of(i.d());
      case Insn.Convert i -> List.of(i.d());
      case Insn.Move i -> List.of(i.d());
      case Insn.Where i -> List.of(i.d());
      case Insn.Parameter i -> List.of(i.d());
      case Insn.Scratch i -> List.of(i.d());
      case Insn.Compare i -> List.of(i.d());
      case Insn.Select i -> List.of(i.d());
      case Insn.Load i -> List.of(i.d());
      case Insn.Shuffle i -> List.of(i.d());
      case Insn.LoadVector i -> i.d();
      case Insn.Store _,
          Insn.StoreVector _,
          Insn.Label _,
          Insn.Branch _,
          Insn.WarpBarrier _,
          Insn.BlockBarrier _,
          Insn.Return _ ->
          List.of();
    };
  }

  String name() {
    return entry.name();
  }

  int threads() {
    return entry.threads();
  }

  int sharedBytes() {
    return entry.sharedBytes();
  }

  int registers() {
    return registers;
  }

  Insn insn(int at) {
    return body.get(at);
  }

  String instruction(int at) {
    return body.get(at).toString();
  }

  void step(Lane lane) {
    actions[lane.at].act(lane);
  }

  /** The mask that a barrier of the lane names. */
  int mask(Lane lane) {
    return switch (body.get(lane.at)) {
      case Insn.WarpBarrier(Operand mask) -> (int) source(mask).of(lane);
      case Insn.Shuffle(_, _, int _, Operand mask) -> (int) source(mask).of(lane);
      case Insn i -> throw new AssertionError(i);
    };
  }

  /** Exchanges values; the company are lanes of the warp that begins at thread {@code warp}. */
  void shuffle(Insn.Shuffle shuffle, List<Lane> company, int warp) {
    Map<Integer, Long> values = new HashMap<>();
    Source a = source(shuffle.a());
    company.forEach(lane -> values.put(lane.thread - warp, a.of(lane)));
    for (Lane lane : company) {
      Long value = values.get(lane.thread - warp ^ shuffle.xor());
      if (value == null) {
        throw lane.fault("takes a value from a lane that is not in the mask");
      }
      lane.set(register(shuffle.d()), value);
    }
  }

  private int register(Reg reg) {
    return first[reg.kind().ordinal()] + reg.number();
  }

  private Source source(Operand operand) {
    return switch (operand) {
      case Reg reg -> new Source(register(reg), 0);
      case Immediate(Kind kind, long bits) -> new Source(-1, kind.bytes() == 4 ? (int) bits : bits);
    };
  }

  private Action action(Insn insn) {
    return switch (insn) {
      case Insn.Compute i -> compute(i);
      case Insn.Convert(Type to, var rounding, Type from, Reg d, Operand a) -> {
        Arithmetic.Unary f = Arithmetic.convert(to, rounding, from);
        Source x = source(a);
        int out = register(d);
        yield next(lane -> lane.set(out, f.apply(x.of(lane))));
      }
      case Insn.Move(Reg d, Operand a) -> {
        Source x = source(a);
        int out = register(d);
        yield next(lane -> lane.set(out, x.of(lane)));
      }
      case Insn.Where(var special, Reg d) -> {
        int out = register(d);
        yield next(
            lane ->
                lane.set(
                    out,
                    switch (special) {
                      case THREAD -> lane.thread;
                      case BLOCK -> lane.block.number;
                      case GRID_SIZE -> lane.block.blocks;
                    }));
      }
      case Insn.Parameter(Type _, Reg d, int index) -> {
        int out = register(d);
        yield next(lane -> lane.set(out, lane.block.arguments[index]));
      }
      case Insn.Scratch(Reg d) -> {
        int out = register(d);
        yield next(lane -> lane.set(out, SCRATCH));
      }
      case Insn.Compare(Comparison comparison, Type type, Reg d, Operand a, Operand b) -> {
        Arithmetic.Test f = Arithmetic.compare(comparison, type);
        Source x = source(a);
        Source y = source(b);
        int out = register(d);
        yield next(lane -> lane.set(out, f.test(x.of(lane), y.of(lane)) ? 1 : 0));
      }
      case Insn.Select(Reg d, Operand a, Operand b, Reg condition) -> {
        Source x = source(a);
        Source y = source(b);
        Source c = source(condition);
        int out = register(d);
        yield next(
            lane -> {
              long left = x.of(lane);
              long right = y.of(lane);
              lane.set(out, c.of(lane) != 0 ? left : right);
            });
      }
      case Insn.Load(Space space, Type type, Reg d, Address address, var guard) ->
          load(space, type, register(d), address, guard);
      case Insn.Store(Space space, Type type, Address address, Reg value, var guard) ->
          store(space, type, address, value, guard);
      case Insn.LoadVector i -> loadVector(i);
      case Insn.StoreVector i -> storeVector(i);
      case Insn.Label _ -> next(_ -> {});
      case Insn.Branch(int label, var guard) -> branch(labels.get(label), guard);
      case Insn.WarpBarrier _, Insn.Shuffle _, Insn.BlockBarrier _ ->
          lane -> lane.state = Lane.State.WAITING;
      case Insn.Return _ -> lane -> lane.state = Lane.State.DONE;
    };
  }

  private static Action next(Action action) {
    return lane -> {
      action.act(lane);
      lane.at++;
    };
  }

  private Action compute(Insn.Compute insn) {
    List<Source> args = insn.args().stream().map(this::source).toList();
    int out = register(insn.d());
    Source a = args.getFirst();
    Source b = args.size() > 1 ? args.get(1) : a;
    Source c = args.getLast();
    Arithmetic.Ternary f = Arithmetic.compute(insn.op(), insn.type());
    return next(lane -> lane.set(out, f.apply(a.of(lane), b.of(lane), c.of(lane))));
  }

  private Action load(Space space, Type type, int out, Address address, Optional<Guard> guard) {
    int base = register(address.base());
    int offset = address.offset();
    int size = type.bytes();
    Predicate<Lane> wanted = wanted(guard);
    return next(
        lane -> {
          long at = lane.get(base) + offset;
          if (!wanted.test(lane)) {
            return;
          }
          long bits =
              space == Space.SHARED
                  ? lane.block.scratch.read(lane, at - SCRATCH, size)
                  : lane.block.memory.read(lane, at, size);
          lane.set(out, type == Type.S8 ? (byte) bits : bits);
        });
  }

  private Action store(Space space, Type type, Address address, Reg value, Optional<Guard> guard) {
    int base = register(address.base());
    int offset = address.offset();
    int size = type.bytes();
    int in = register(value);
    Predicate<Lane> wanted = wanted(guard);
    return next(
        lane -> {
          long bits = lane.get(in);
          long at = lane.get(base) + offset;
          if (!wanted.test(lane)) {
            return;
          }
          if (space == Space.SHARED) {
            lane.block.scratch.write(lane, at - SCRATCH, size, bits);
          } else {
            lane.block.memory.write(lane, at, size, bits);
          }
        });
  }

  /** One value after the other; together they begin at a multiple of their bytes. */
  private Action loadVector(Insn.LoadVector insn) {
    int size = insn.type().bytes();
    List<Action> loads = new ArrayList<>();
    for (int i = 0; i < insn.d().size(); i++) {
      Address at = new Address(insn.address().base(), insn.address().offset() + i * size);
      loads.add(load(insn.space(), insn.type(), register(insn.d().get(i)), at, Optional.empty()));
    }
    return together(insn.address(), size, Optional.empty(), loads);
  }

  private Action storeVector(Insn.StoreVector insn) {
    int size = insn.type().bytes();
    List<Action> stores = new ArrayList<>();
    for (int i = 0; i < insn.values().size(); i++) {
      Address at = new Address(insn.address().base(), insn.address().offset() + i * size);
      stores.add(store(insn.space(), insn.type(), at, insn.values().get(i), insn.guard()));
    }
    return together(insn.address(), size, insn.guard(), stores);
  }

  private Action together(Address address, int size, Optional<Guard> guard, List<Action> parts) {
    int base = register(address.base());
    long bytes = (long) size * parts.size();
    Source condition = guard.map(g -> source(g.predicate())).orElse(new Source(-1, 1));
    long wanted = guard.map(g -> g.when() == Guard.When.TRUE ? 1L : 0L).orElse(1L);
    return lane -> {
      int here = lane.at;
      if (condition.of(lane) == wanted && (lane.get(base) + address.offset()) % bytes != 0) {
        throw lane.fault("goes to " + bytes + " bytes at once, misaligned");
      }
      for (Action part : parts) {
        part.act(lane);
        lane.at = here;
      }
      lane.at++;
    };
  }

  private Action branch(int target, Optional<Guard> guard) {
    Predicate<Lane> wanted = wanted(guard);
    return lane -> lane.at = wanted.test(lane) ? target : lane.at + 1;
  }

  private Predicate<Lane> wanted(Optional<Guard> guard) {
    if (guard.isEmpty()) {
      return _ -> true;
    }
    Source condition = source(guard.get().predicate());
    long value = guard.get().when() == Guard.When.TRUE ? 1 : 0;
    return lane -> condition.of(lane) == value;
  }
}
