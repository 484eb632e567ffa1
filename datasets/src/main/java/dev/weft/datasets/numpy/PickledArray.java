package dev.weft.datasets.numpy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A NumPy array out of a pickle. Its elements are decoded when asked for. */
public final class PickledArray implements DataUnpickler.Buildable {
  private NpyHeader header = new NpyHeader(NpyType.parse("|b1"), false, List.of(0));
  private Object content = "";

  PickledArray() {}

  /** The {@code dtype} of a pickled array. */
  static final class Type implements DataUnpickler.Buildable {
    private final String name;
    private String order = "|";

    Type(String name) {
      this.name = name;
    }

    /** Takes (version, byte order, ...); the other members describe structured types. */
    @Override
    public void build(Object state) {
      order = (String) ((Object[]) state)[1];
    }

    NpyType type() {
      return NpyType.parse(order + name);
    }
  }

  /** Takes (version, shape, dtype, Fortran order, raw bytes or list). */
  @Override
  public void build(Object state) {
    Object[] parts = (Object[]) state;
    List<Integer> shape = new ArrayList<>();
    for (Object size : (Object[]) parts[1]) {
      shape.add((Integer) size);
    }
    header = new NpyHeader(((Type) parts[2]).type(), (Boolean) parts[3], shape);
    content = parts[4];
  }

  /** Type, order and shape. */
  public NpyHeader header() {
    return header;
  }

  /**
   * The elements as float32, in C order; throws IllegalArgumentException when they are no numbers
   * or too few.
   */
  public float[] floats() {
    return decode(Elements::floats);
  }

  /**
   * The elements as int32, in C order; throws IllegalArgumentException when they are no integers or
   * too few.
   */
  public int[] ints() {
    return decode(Elements::ints);
  }

  /** The elements as text; throws IllegalArgumentException when they are none. */
  public String[] strings() {
    if (header.type().kind() != NpyType.Kind.OBJECT) {
      return decode(Elements::strings);
    }
    List<?> objects = (List<?>) content;
    String[] out = new String[objects.size()];
    for (int i = 0; i < out.length; i++) {
      if (!(objects.get(i) instanceof String text)) {
        throw new IllegalArgumentException("object " + i + " of an object array is no text.");
      }
      out[i] = text;
    }
    return out;
  }

  private interface Decoding<T> {
    T from(Elements elements) throws IOException;
  }

  private <T> T decode(Decoding<T> decoding) {
    byte[] raw =
        switch (content) {
          case byte[] bytes -> bytes;
          case String text -> text.getBytes(StandardCharsets.ISO_8859_1);
          default ->
              throw new IllegalArgumentException(
                  "an array of dtype " + header.type() + " has no plain bytes.");
        };
    if (raw.length != header.bytes()) {
      throw new IllegalArgumentException(
          "an array of shape "
              + header.shape()
              + " and dtype "
              + header.type()
              + " has "
              + raw.length
              + " bytes; expected "
              + header.bytes()
              + ".");
    }
    try {
      return decoding.from(new Elements(header, new ByteArrayInputStream(raw)));
    } catch (EOFException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException e) {
      throw new AssertionError("reading from memory", e);
    }
  }
}
