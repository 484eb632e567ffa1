package dev.weft.graph.arrow;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * One array of a graph file: a top-level field whose single row is the list of all elements.
 *
 * @param kind what it is to the graph
 * @param owner a node type, or a canonical edge type
 * @param name name of the column; empty for structure
 * @param element what a row of the array is
 * @param rows number of rows
 * @param buffers the bytes: one buffer for numbers; offsets and characters for texts
 * @param notes further facts, by key
 */
record Item(
    Kind kind,
    String owner,
    String name,
    Element element,
    long rows,
    List<Bytes> buffers,
    Map<String, String> notes) {

  /** What an array is to the graph. */
  enum Kind {
    /** A node set; its only value is the number of nodes. */
    NODES,
    /** The number of nodes of a type in every graph of a batch. */
    BATCH,
    /** The source of every edge of a relation. */
    SRC,
    /** The destination of every edge of a relation. */
    DST,
    /** A dense column of a node set. */
    NODE_COLUMN,
    /** A dense column of a relation. */
    EDGE_COLUMN,
    /** The row of every entry of a sparse column of a node set. */
    SPARSE_ROW,
    /** The feature column of every entry. */
    SPARSE_COL,
    /** The value of every entry. */
    SPARSE_VALUE,
    /** The texts that a column's codes stand for. */
    NODE_CATEGORIES,
    /** The texts that a column's codes stand for. */
    EDGE_CATEGORIES
  }

  /** What a row is. */
  sealed interface Element {
    /** Numbers or booleans of a fixed row shape. Booleans are one bit each in the file. */
    record Numbers(DType dtype, Shape shape) implements Element {
      /** Bytes of the given number of rows. */
      long bytes(long rows) {
        long elements = Math.multiplyExact(rows, (long) shape.width());
        return dtype == DType.BOOL
            ? Math.addExact(elements, 7) / 8
            : Math.multiplyExact(elements, (long) dtype.bytes());
      }
    }

    /** A text of any length. */
    record Text() implements Element {}
  }

  /**
   * A buffer in pieces that follow each other.
   *
   * @param pieces native memory
   */
  record Bytes(List<MemorySegment> pieces) {
    static Bytes of(MemorySegment segment) {
      return new Bytes(List.of(segment));
    }

    long size() {
      return pieces.stream().mapToLong(MemorySegment::byteSize).sum();
    }
  }

  /** The path under which other programs see the array. */
  String path() {
    String last = name.isEmpty() ? kind.name().toLowerCase(java.util.Locale.ROOT) : name;
    return switch (kind) {
      case NODES -> "nodes/" + owner;
      case BATCH, NODE_COLUMN -> "nodes/" + owner + "/" + last;
      case SPARSE_ROW, SPARSE_COL, SPARSE_VALUE ->
          "nodes/"
              + owner
              + "/"
              + last
              + "/"
              + kind.name().substring(7).toLowerCase(java.util.Locale.ROOT);
      case NODE_CATEGORIES -> "nodes/" + owner + "/" + last + "/categories";
      case SRC, DST, EDGE_COLUMN -> "edges/" + owner + "/" + last;
      case EDGE_CATEGORIES -> "edges/" + owner + "/" + last + "/categories";
    };
  }
}
