package dev.weft.graph;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A text for every row of a space, as UTF-8 in native memory. It is read by name from a frame and
 * is no {@link Column}: nothing can be computed from it.
 *
 * @param name name in the frame
 * @param space what the rows are
 * @param offsets int64, rows + 1 values: where each text begins in {@code bytes}
 * @param bytes the texts, one after the other
 */
public record TextColumn(String name, Space space, MemorySegment offsets, MemorySegment bytes) {
  /** Checks that the offsets ascend and stay within the bytes. */
  public TextColumn {
    if (offsets.byteSize() / 8 <= space.size()) {
      throw new IllegalArgumentException(
          "TextColumn "
              + name
              + ": "
              + offsets.byteSize() / 8
              + " offsets; expected "
              + (space.size() + 1)
              + ", one more than rows.");
    }
    long last = 0;
    if (offsets.get(JAVA_LONG_UNALIGNED, 0) != 0) {
      throw new IllegalArgumentException(
          "TextColumn "
              + name
              + ": offsets[0]="
              + offsets.get(JAVA_LONG_UNALIGNED, 0)
              + "; expected 0.");
    }
    for (long i = 0; i <= space.size(); i++) {
      long offset = offsets.getAtIndex(JAVA_LONG_UNALIGNED, i);
      if (offset < last || offset > bytes.byteSize()) {
        throw new IllegalArgumentException(
            "TextColumn "
                + name
                + ": offsets["
                + i
                + "]="
                + offset
                + "; expected a number from "
                + last
                + " to "
                + bytes.byteSize()
                + ".");
      }
      last = offset;
    }
  }

  /**
   * A column of the given texts.
   *
   * @throws IllegalArgumentException when there is not one text for each row
   */
  public static TextColumn of(String name, Space space, String... texts) {
    Columns.checkRows(name, space, texts.length);
    byte[][] encoded = new byte[texts.length][];
    long total = 0;
    for (int i = 0; i < texts.length; i++) {
      encoded[i] = texts[i].getBytes(StandardCharsets.UTF_8);
      total += encoded[i].length;
    }
    MemorySegment offsets = OffHeap.allocate(8L * (texts.length + 1));
    MemorySegment bytes = OffHeap.allocate(total);
    long at = 0;
    for (int i = 0; i < texts.length; i++) {
      MemorySegment.copy(encoded[i], 0, bytes, JAVA_BYTE, at, encoded[i].length);
      at += encoded[i].length;
      offsets.setAtIndex(JAVA_LONG_UNALIGNED, i + 1L, at);
    }
    return new TextColumn(name, space, offsets, bytes);
  }

  /**
   * The text of a row.
   *
   * @throws IndexOutOfBoundsException when there is no such row
   */
  public String get(long row) {
    long from = offsets.getAtIndex(JAVA_LONG_UNALIGNED, Objects.checkIndex(row, space.size()));
    long to = offsets.getAtIndex(JAVA_LONG_UNALIGNED, row + 1);
    byte[] out = new byte[Math.toIntExact(to - from)];
    MemorySegment.copy(bytes, JAVA_BYTE, from, out, 0, out.length);
    return new String(out, StandardCharsets.UTF_8);
  }

  /** All texts, copied to the heap. */
  public String[] toArray() {
    String[] out = new String[Math.toIntExact(space.size())];
    for (int i = 0; i < out.length; i++) {
      out[i] = get(i);
    }
    return out;
  }

  /** The same texts under another name, for another space of the same size. O(rows). */
  public TextColumn as(String newName, Space newSpace) {
    Columns.checkRows(newName, newSpace, space.size());
    return new TextColumn(newName, newSpace, offsets, bytes);
  }

  /** The texts at the given positions, copied. */
  public TextColumn gather(Space newSpace, Ids positions) {
    long total = 0;
    for (long i = 0; i < positions.size(); i++) {
      total += offset(positions.get(i) + 1L) - offset(positions.get(i));
    }
    MemorySegment newOffsets = OffHeap.allocate(8 * (positions.size() + 1));
    MemorySegment newBytes = OffHeap.allocate(total);
    long at = 0;
    for (long i = 0; i < positions.size(); i++) {
      long from = offset(positions.get(i));
      long length = offset(positions.get(i) + 1L) - from;
      MemorySegment.copy(bytes, from, newBytes, at, length);
      at += length;
      newOffsets.setAtIndex(JAVA_LONG_UNALIGNED, i + 1, at);
    }
    return new TextColumn(name, newSpace, newOffsets, newBytes);
  }

  /** Where a row's text begins; of the row after the last, where the texts end. */
  long offset(long row) {
    return offsets.getAtIndex(JAVA_LONG_UNALIGNED, row);
  }

  @Override
  public String toString() {
    return name + ": text over " + space;
  }
}
