package dev.weft.kernels.backend.cuda.ptx;

import dev.weft.kernels.backend.cuda.ptx.Operand.Reg;
import java.util.List;

/** The checks of instruction constructors. */
final class Kinds {
  private Kinds() {}

  static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("Insn: " + problem + ".");
    }
  }

  static void require(boolean holds, Object what, Type type, Operand operand) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Insn: " + what + "." + type.text() + " met a value of kind " + operand.kind() + ".");
    }
  }

  static void vector(Type type, List<Reg> values) {
    int count = values.size();
    require(count == 2 || count == 4, "a vector of " + count + " values; there are 2 or 4");
    for (Reg value : values) {
      require(value.kind() == type.kind(), "vector", type, value);
    }
  }

  static void address(Space space, Address address) {
    Kind expected = space == Space.SHARED ? Kind.B32 : Kind.B64;
    require(
        address.base().kind() == expected,
        "an address in " + space + " is a " + expected + ", not a " + address.base().kind());
  }
}
