package dev.weft.kernels.backend.cuda.ptx;

import dev.weft.kernels.backend.cuda.ptx.Operand.Immediate;
import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints modules: the one place that knows how PTX is written. */
final class PtxText {
  private static final String SCRATCH = "scratch";

  private final Entry entry;
  private final int[] used = new int[Kind.values().length];

  private PtxText(Entry entry) {
    this.entry = entry;
    for (Insn insn : entry.body()) {
      count(insn);
    }
  }

  static String of(Module module) {
    StringBuilder text = new StringBuilder(".version 8.0\n.target sm_80\n.address_size 64\n");
    for (Entry entry : module.entries()) {
      new PtxText(entry).print(text);
    }
    return text.toString();
  }

  private void print(StringBuilder text) {
    text.append("\n.visible .entry ").append(entry.name()).append("(\n");
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < entry.parameters().size(); i++) {
      parameters.add("  .param ." + entry.parameters().get(i).text() + " " + parameter(i));
    }
    text.append(String.join(",\n", parameters)).append("\n)\n");
    text.append(".maxntid ").append(entry.threads()).append(", 1, 1\n");
    if (entry.residents() > 1) {
      text.append(".minnctapersm ").append(entry.residents()).append('\n');
    }
    text.append("{\n");
    for (Kind kind : Kind.values()) {
      if (used[kind.ordinal()] > 0) {
        text.append("  .reg .").append(kind.text()).append(' ').append(kind.prefix());
        text.append('<').append(used[kind.ordinal()]).append(">;\n");
      }
    }
    if (entry.sharedBytes() > 0) {
      text.append("  .shared .align 16 .b8 ").append(SCRATCH);
      text.append('[').append(entry.sharedBytes()).append("];\n");
    }
    for (Insn insn : entry.body()) {
      text.append(insn instanceof Insn.Label ? "" : "  ").append(line(insn)).append('\n');
    }
    text.append("}\n");
  }

  private String line(Insn insn) {
    return switch (insn) {
      case Insn.Compute(var op, var type, var d, var args) ->
          words(op.text(shift(op, type)), d, args);
      case Insn.Convert(var to, var rounding, var from, var d, var a) ->
          words("cvt" + rounding.text() + "." + to.text() + "." + from.text(), d, List.of(a));
      case Insn.Move(var d, var a) -> words("mov." + bits(d.kind()), d, List.of(a));
      case Insn.Where(var special, var d) -> "mov.u32 " + d + ", " + special.text() + ";";
      case Insn.Parameter(var type, var d, int index) ->
          "ld.param." + type.text() + " " + d + ", [" + parameter(index) + "];";
      case Insn.Scratch(var d) -> "mov.u32 " + d + ", " + SCRATCH + ";";
      case Insn.Compare(var comparison, var type, var d, var a, var b) ->
          words("setp." + comparison.text() + "." + type.text(), d, List.of(a, b));
      case Insn.Select(var d, var a, var b, var condition) ->
          words("selp." + bits(d.kind()), d, List.of(a, b, condition));
      case Insn.Load(var space, var type, var d, var address, var guard) ->
          guarded(guard)
              + "ld."
              + space.text()
              + "."
              + type.text()
              + " "
              + d
              + ", "
              + address
              + ";";
      case Insn.Store(var space, var type, var address, var value, var guard) ->
          guarded(guard)
              + "st."
              + space.text()
              + "."
              + type.text()
              + " "
              + address
              + ", "
              + value
              + ";";
      case Insn.LoadVector(var space, var type, var d, var address) ->
          "ld." + vector(space, type, d) + " " + list(d) + ", " + address + ";";
      case Insn.StoreVector(var space, var type, var address, var values, var guard) ->
          guarded(guard)
              + "st."
              + vector(space, type, values)
              + " "
              + address
              + ", "
              + list(values)
              + ";";
      case Insn.Label(int number) -> "L" + number + ":";
      case Insn.Branch(int label, var guard) -> guarded(guard) + "bra L" + label + ";";
      case Insn.WarpBarrier(var mask) -> "bar.warp.sync " + text(mask) + ";";
      case Insn.Shuffle(var d, var a, int xor, var mask) ->
          "shfl.sync.bfly.b32 " + d + ", " + a + ", " + xor + ", 31, " + text(mask) + ";";
      case Insn.BlockBarrier _ -> "bar.sync 0;";
      case Insn.Return _ -> "ret;";
    };
  }

  private static String vector(Space space, Type type, List<Reg> values) {
    return space.text() + ".v" + values.size() + "." + type.text();
  }

  private static String list(List<Reg> values) {
    return values.stream().map(Reg::toString).collect(Collectors.joining(", ", "{", "}"));
  }

  /** Left shifts have no sign. */
  private static Type shift(Opcode op, Type type) {
    return op == Opcode.SHL ? (type.bytes() == 4 ? Type.B32 : Type.B64) : type;
  }

  private static String bits(Kind kind) {
    return kind.text();
  }

  private static String guarded(Optional<Guard> guard) {
    return guard.map(g -> g + " ").orElse("");
  }

  private String parameter(int index) {
    return entry.name() + "_" + index;
  }

  private static String words(String name, Reg d, List<? extends Operand> args) {
    return args.stream()
        .map(PtxText::text)
        .collect(Collectors.joining(", ", name + " " + d + ", ", ";"));
  }

  private static String text(Operand operand) {
    return switch (operand) {
      case Reg reg -> reg.toString();
      case Immediate(Kind kind, long bits) ->
          switch (kind) {
            case F32 -> String.format(Locale.ROOT, "0f%08X", (int) bits);
            case F64 -> String.format(Locale.ROOT, "0d%016X", bits);
            case PRED, B16, B32, B64 -> Long.toString(bits);
          };
    };
  }

  private void count(Insn insn) {
    switch (insn) {
      case Insn.Compute i -> count(i.d());
      case Insn.Convert i -> count(i.d());
      case Insn.Move i -> count(i.d());
      case Insn.Where i -> count(i.d());
      case Insn.Parameter i -> count(i.d());
      case Insn.Scratch i -> count(i.d());
      case Insn.Compare i -> count(i.d());
      case Insn.Select i -> count(i.d());
      case Insn.Load i -> count(i.d());
      case Insn.Shuffle i -> count(i.d());
      case Insn.LoadVector i -> i.d().forEach(this::count);
      case Insn.Store _,
          Insn.StoreVector _,
          Insn.Label _,
          Insn.Branch _,
          Insn.WarpBarrier _,
          Insn.BlockBarrier _,
          Insn.Return _ -> {
        // these write no register
      }
    }
  }

  private void count(Reg reg) {
    used[reg.kind().ordinal()] = Math.max(used[reg.kind().ordinal()], reg.number() + 1);
  }
}
