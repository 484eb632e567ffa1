package dev.weft.datasets.numpy;

import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of an array's elements, NumPy's {@code dtype}.
 *
 * @param kind what an element is
 * @param size bytes of one element; four for each character of {@link Kind#TEXT}
 * @param order byte order of numbers and characters
 */
public record NpyType(Kind kind, int size, ByteOrder order) {
  /** Longest text that is read, in bytes an element. */
  private static final int LONGEST_TEXT = 1 << 20;

  private static final Pattern DESCR = Pattern.compile("([<>|=]?)([biufUSO])(\\d{0,9})");

  /** What an element is. */
  public enum Kind {
    /** One byte, 0 or 1. */
    BOOL('b'),
    /** Signed integer of 1, 2, 4 or 8 bytes. */
    INT('i'),
    /** Unsigned integer of 1, 2, 4 or 8 bytes. */
    UINT('u'),
    /** IEEE number of 2, 4 or 8 bytes. */
    FLOAT('f'),
    /** Fixed-width UTF-32. */
    TEXT('U'),
    /** Fixed-width bytes. */
    BYTES('S'),
    /** Pickled Python objects. */
    OBJECT('O');

    private final char code;

    Kind(char code) {
      this.code = code;
    }
  }

  /**
   * The type that NumPy writes as {@code text}, such as {@code <f4}, {@code |b1} or {@code <U33}.
   *
   * @throws IllegalArgumentException when Weft does not know the type
   */
  public static NpyType parse(String text) {
    Matcher m = DESCR.matcher(text);
    if (!m.matches()) {
      throw unknown(text);
    }
    ByteOrder order = m.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    int digits = m.group(3).isEmpty() ? -1 : Integer.parseInt(m.group(3));
    Kind kind = kind(m.group(2).charAt(0));
    return switch (kind) {
      case BOOL -> of(text, kind, digits, digits == 1, order);
      case INT, UINT ->
          of(text, kind, digits, digits == 1 || digits == 2 || digits == 4 || digits == 8, order);
      case FLOAT -> of(text, kind, digits, digits == 2 || digits == 4 || digits == 8, order);
      case TEXT -> of(text, kind, 4 * digits, digits >= 0 && digits <= LONGEST_TEXT / 4, order);
      case BYTES -> of(text, kind, digits, digits >= 0 && digits <= LONGEST_TEXT, order);
      case OBJECT -> new NpyType(kind, 8, order);
    };
  }

  private static Kind kind(char code) {
    for (Kind kind : Kind.values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new AssertionError(code);
  }

  private static NpyType of(String text, Kind kind, int size, boolean known, ByteOrder order) {
    if (!known) {
      throw unknown(text);
    }
    return new NpyType(kind, size, order);
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "dtype '" + text + "' is not supported; expected b1, i1-i8, u1-u8, f2, f4, f8, U, S or O.");
  }

  /** True for booleans, integers and floating-point numbers. */
  public boolean isNumeric() {
    return switch (kind) {
      case BOOL, INT, UINT, FLOAT -> true;
      case TEXT, BYTES, OBJECT -> false;
    };
  }

  /** True for booleans and integers. */
  public boolean isIntegral() {
    return isNumeric() && kind != Kind.FLOAT;
  }

  /** NumPy's spelling, such as {@code <f4}. */
  @Override
  public String toString() {
    String mark =
        size == 1 || kind == Kind.BYTES || kind == Kind.OBJECT
            ? "|"
            : order == ByteOrder.BIG_ENDIAN ? ">" : "<";
    return switch (kind) {
      case BOOL, INT, UINT, FLOAT, BYTES -> mark + kind.code + size;
      case TEXT -> mark + kind.code + size / 4;
      case OBJECT -> mark + kind.code;
    };
  }
}
