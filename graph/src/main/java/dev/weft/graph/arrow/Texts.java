package dev.weft.graph.arrow;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flatbuf.KeyValue;

/**
 * Reads texts of a file's metadata on a budget: no more bytes than the metadata have. A small
 * hostile file could otherwise point to the same long text a million times.
 */
final class Texts {
  private long budget;

  Texts(long bytes) {
    this.budget = bytes;
  }

  /** An entry by its number. */
  interface Entries {
    KeyValue get(int i);
  }

  /** The entries of a metadata vector; of equal keys the last counts. */
  Map<String, String> read(int count, Entries entries) {
    Map<String, String> out = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      KeyValue entry = entries.get(i);
      out.put(read(entry.keyAsByteBuffer()), read(entry.valueAsByteBuffer()));
    }
    return out;
  }

  /** A text; an absent one is empty. */
  String read(ByteBuffer bytes) {
    if (bytes == null) {
      return "";
    }
    // A text costs at least its own length and the offset that points to it.
    budget -= bytes.remaining() + 4L;
    if (budget < 0) {
      throw new IllegalArgumentException("the metadata hold more text than they have bytes.");
    }
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }
}
