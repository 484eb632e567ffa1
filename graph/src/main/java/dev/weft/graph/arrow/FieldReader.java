package dev.weft.graph.arrow;

import com.google.flatbuffers.Table;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.Arrays;
import java.util.Map;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FixedSizeList;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Type;

/**
 * One top-level field of a file, as {@link Fields} writes it.
 *
 * @param path its name, for messages
 */
record FieldReader(
    String path,
    Item.Kind kind,
    String owner,
    String name,
    Item.Element element,
    Map<String, String> notes) {

  static FieldReader of(Field field, Texts texts) {
    String path = texts.read(field.nameAsByteBuffer());
    Map<String, String> notes = texts.read(field.customMetadataLength(), field::customMetadata);
    if (field.typeType() != Type.LargeList || field.childrenLength() != 1) {
      throw bad(
          path,
          "is of Arrow type " + Type.name(checked(field.typeType())) + "; expected LargeList");
    }
    Item.Element element = element(path, notes);
    check(path, field.children(0), element);
    return new FieldReader(
        path,
        kind(path, notes),
        note(path, notes, "weft.owner"),
        notes.getOrDefault("weft.name", ""),
        element,
        notes);
  }

  private static Item.Kind kind(String path, Map<String, String> notes) {
    String name = note(path, notes, "weft.kind");
    return Arrays.stream(Item.Kind.values())
        .filter(k -> k.name().equals(name))
        .findFirst()
        .orElseThrow(() -> bad(path, "is of kind \"" + name + "\", which is unknown"));
  }

  private static Item.Element element(String path, Map<String, String> notes) {
    String name = note(path, notes, "weft.dtype");
    if (name.equals("TEXT")) {
      return new Item.Element.Text();
    }
    DType dtype =
        Arrays.stream(DType.values())
            .filter(d -> d.name().equals(name))
            .findFirst()
            .orElseThrow(
                () -> bad(path, "has elements of type \"" + name + "\", which is unknown"));
    String shape = note(path, notes, "weft.shape");
    int[] dims =
        shape.isEmpty()
            ? new int[0]
            : Arrays.stream(shape.split(",", 32)).mapToInt(Integer::parseInt).toArray();
    return new Item.Element.Numbers(dtype, Shape.of(dims));
  }

  /** What the metadata say must be what Arrow's types say. */
  private static void check(String path, Field child, Item.Element element) {
    switch (element) {
      case Item.Element.Text text -> expect(path, child, Type.LargeUtf8);
      case Item.Element.Numbers numbers when numbers.shape().rank() == 0 ->
          checkLeaf(path, child, numbers.dtype());
      case Item.Element.Numbers numbers -> {
        expect(path, child, Type.FixedSizeList);
        int size = type(path, child, new FixedSizeList()).listSize();
        if (size != numbers.shape().width() || child.childrenLength() != 1) {
          throw bad(
              path,
              "has rows of "
                  + size
                  + " elements; its shape "
                  + numbers.shape()
                  + " has "
                  + numbers.shape().width());
        }
        checkLeaf(path, child.children(0), numbers.dtype());
      }
    }
  }

  private static void checkLeaf(String path, Field leaf, DType dtype) {
    expect(path, leaf, Fields.type(dtype));
    int bits =
        switch (leaf.typeType()) {
          case Type.Int -> type(path, leaf, new Int()).bitWidth();
          case Type.FloatingPoint -> 16 << type(path, leaf, new FloatingPoint()).precision();
          default -> 8;
        };
    if (bits != 8 * dtype.bytes()) {
      throw bad(path, "has elements of " + bits + " bits; expected " + dtype);
    }
  }

  private static <T extends Table> T type(String path, Field field, T into) {
    if (field.type(into) == null) {
      throw bad(path, "lacks the description of its type");
    }
    return into;
  }

  private static void expect(String path, Field field, byte type) {
    if (field.typeType() != type) {
      throw bad(
          path,
          "has elements of Arrow type "
              + Type.name(checked(field.typeType()))
              + "; expected "
              + Type.name(type));
    }
  }

  private static int checked(byte type) {
    return type >= 0 && type < Type.names.length ? type : Type.NONE;
  }

  private static String note(String path, Map<String, String> notes, String key) {
    String found = notes.get(key);
    if (found == null) {
      throw bad(path, "lacks the metadata " + key);
    }
    return found;
  }

  private static IllegalArgumentException bad(String path, String problem) {
    return new IllegalArgumentException("array \"" + path + "\" " + problem + ".");
  }
}
