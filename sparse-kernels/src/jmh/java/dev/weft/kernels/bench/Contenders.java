package dev.weft.kernels.bench;

import java.util.List;

/**
 * The contenders by name: {@code weft} and {@code weft-portable} (this library's backends), {@code
 * hand} (Vector API loops written by hand for one operator each), {@code reference} (the C file
 * that {@code -Dweft.reference} names), {@code c} (this folder's C loops), and with Maven's profile
 * {@code rivals} {@code mkl} and {@code libtorch}.
 */
final class Contenders {
  /** All names, Weft first. */
  static final List<String> NAMES =
      List.of("weft", "weft-portable", "hand", "reference", "c", "mkl", "libtorch");

  private Contenders() {}

  /**
   * The contender of this name.
   *
   * @throws IllegalArgumentException when there is none
   * @throws IllegalStateException when it is not here; the message says what is missing
   */
  static Contender named(String name) {
    return switch (name) {
      case "weft" -> new WeftKernels("vector");
      case "weft-portable" -> new WeftKernels("portable");
      case "hand" -> new HandWritten();
      case "reference" -> NativeLoops.reference();
      case "c" -> NativeLoops.own();
      case "mkl" -> rival("Mkl");
      case "libtorch" -> rival("Libtorch");
      default ->
          throw new IllegalArgumentException(
              "'" + name + "' is no contender; expected one of " + NAMES + ".");
    };
  }

  /** Whether a contender runs here. */
  static boolean isHere(String name) {
    try {
      named(name);
      return true;
    } catch (IllegalStateException | LinkageError e) {
      return false;
    }
  }

  /** By reflection: rivals are compiled in their profile only. */
  private static Contender rival(String type) {
    try {
      return Class.forName(Contenders.class.getPackageName() + "." + type)
          .asSubclass(Contender.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + ": not compiled; add -Privals to the command.", e);
    }
  }
}
