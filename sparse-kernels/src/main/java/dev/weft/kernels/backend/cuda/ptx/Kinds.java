package dev.weft.kernels.backend.cuda.ptx;

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

  static void address(Space space, Address address) {
    Kind expected = space == Space.SHARED ? Kind.B32 : Kind.B64;
    require(
        address.base().kind() == expected,
        "an address in " + space + " is a " + expected + ", not a " + address.base().kind());
  }
}
