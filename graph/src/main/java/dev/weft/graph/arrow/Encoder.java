package dev.weft.graph.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.weft.graph.CategoryColumn;
import dev.weft.graph.Column;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.graph.Space;
import dev.weft.graph.SparseColumn;
import dev.weft.graph.TextColumn;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes a graph apart into the arrays of a file. Memory that lies right already is referred to, not
 * copied.
 */
final class Encoder {
  private final List<Item> items = new ArrayList<>();

  private Encoder() {}

  static List<Item> items(Graph graph) {
    Encoder encoder = new Encoder();
    graph.nodeTypes().forEach(type -> encoder.nodes(graph, graph.nodes(type)));
    graph.relations().forEach(relation -> encoder.edges(graph, relation));
    return List.copyOf(encoder.items);
  }

  private void nodes(Graph graph, NodeSet nodes) {
    add(Item.Kind.NODES, nodes.type(), "", DType.INT64, 1, longs(nodes.size()));
    if (graph.batchSize() != 1) {
      add(
          Item.Kind.BATCH,
          nodes.type(),
          "",
          DType.INT64,
          graph.batchSize(),
          longs(graph.batchNumNodes(nodes.type())));
    }
    frame(graph.frame(nodes), nodes.type(), Item.Kind.NODE_COLUMN, Item.Kind.NODE_CATEGORIES);
  }

  private void edges(Graph graph, Relation relation) {
    String type = relation.type().toString();
    long size = relation.numEdges();
    add(Item.Kind.SRC, type, "", DType.INT32, size, relation.coo().row().asSlice(0, 4 * size));
    add(Item.Kind.DST, type, "", DType.INT32, size, relation.coo().col().asSlice(0, 4 * size));
    frame(graph.frame(relation.edges()), type, Item.Kind.EDGE_COLUMN, Item.Kind.EDGE_CATEGORIES);
  }

  private void frame(Frame frame, String owner, Item.Kind column, Item.Kind categories) {
    for (Map.Entry<String, Column> entry : frame.columns().entrySet()) {
      switch (entry.getValue()) {
        case SparseColumn sparse -> sparse(sparse, owner);
        case CategoryColumn c -> {
          dense(column, owner, c);
          text(
              categories,
              owner,
              TextColumn.of(
                  c.name(),
                  new Space.Rows(c.categories().size()),
                  c.categories().toArray(String[]::new)));
        }
        case DenseColumn dense -> dense(column, owner, dense);
      }
    }
    frame.texts().values().forEach(text -> text(column, owner, text));
  }

  private void sparse(SparseColumn column, String owner) {
    long size = column.entries().size();
    Map<String, String> notes =
        Map.of("weft.columns", Long.toString(column.entries().dst().size()));
    Item.Element ids = new Item.Element.Numbers(DType.INT32, Shape.SCALAR);
    MemorySegment row = column.entries().coo().row().asSlice(0, 4 * size);
    MemorySegment col = column.entries().coo().col().asSlice(0, 4 * size);
    items.add(
        new Item(
            Item.Kind.SPARSE_ROW,
            owner,
            column.name(),
            ids,
            size,
            List.of(Item.Bytes.of(row)),
            notes));
    items.add(
        new Item(
            Item.Kind.SPARSE_COL,
            owner,
            column.name(),
            ids,
            size,
            List.of(Item.Bytes.of(col)),
            Map.of()));
    DenseColumn values = column.values();
    items.add(
        new Item(
            Item.Kind.SPARSE_VALUE,
            owner,
            column.name(),
            numbers(values),
            size,
            List.of(bytes(values)),
            Map.of()));
  }

  private void dense(Item.Kind kind, String owner, DenseColumn column) {
    items.add(
        new Item(
            kind,
            owner,
            column.name(),
            numbers(column),
            column.space().size(),
            List.of(bytes(column)),
            Map.of()));
  }

  private void text(Item.Kind kind, String owner, TextColumn text) {
    long rows = text.space().size();
    long end = text.offsets().get(JAVA_LONG, 8 * rows);
    List<Item.Bytes> buffers =
        List.of(
            Item.Bytes.of(text.offsets().asSlice(0, 8 * (rows + 1))),
            Item.Bytes.of(text.bytes().asSlice(0, end)));
    items.add(new Item(kind, owner, text.name(), new Item.Element.Text(), rows, buffers, Map.of()));
  }

  private void add(
      Item.Kind kind, String owner, String name, DType dtype, long rows, MemorySegment data) {
    items.add(
        new Item(
            kind,
            owner,
            name,
            new Item.Element.Numbers(dtype, Shape.SCALAR),
            rows,
            List.of(Item.Bytes.of(data)),
            Map.of()));
  }

  private static Item.Element numbers(DenseColumn column) {
    return new Item.Element.Numbers(column.dtype(), column.shape());
  }

  private static MemorySegment longs(long... values) {
    MemorySegment out = Memory.allocateCollected(8L * values.length).segment();
    MemorySegment.copy(values, 0, out, JAVA_LONG, 0, values.length);
    return out;
  }

  private static Item.Bytes bytes(DenseColumn column) {
    if (column.dtype() == DType.BOOL) {
      return Item.Bytes.of(bits(column));
    }
    List<MemorySegment> pieces = new ArrayList<>();
    for (HostStorage chunk : column.chunks()) {
      pieces.add(rows(chunk));
    }
    return new Item.Bytes(List.copyOf(pieces));
  }

  /** The rows without padding: the memory itself where there is none. */
  private static MemorySegment rows(HostStorage storage) {
    long rowBytes = (long) storage.width() * storage.dtype().bytes();
    if (storage.rowStride() == storage.width() || storage.rows() <= 1) {
      return storage.segment().asSlice(0, rowBytes * storage.rows());
    }
    MemorySegment out = Memory.allocateCollected(rowBytes * storage.rows()).segment();
    long stride = storage.rowStride() * storage.dtype().bytes();
    for (long row = 0; row < storage.rows(); row++) {
      MemorySegment.copy(storage.segment(), row * stride, out, row * rowBytes, rowBytes);
    }
    return out;
  }

  /** Booleans as Arrow keeps them: one bit each, lowest first. */
  private static MemorySegment bits(DenseColumn column) {
    long elements = Math.multiplyExact(column.space().size(), (long) column.shape().width());
    MemorySegment out = Memory.allocateCollected((elements + 7) / 8).segment();
    long at = 0;
    for (HostStorage chunk : column.chunks()) {
      MemorySegment values = rows(chunk);
      for (long i = 0; i < values.byteSize(); i++, at++) {
        if (values.get(JAVA_BYTE, i) != 0) {
          out.set(JAVA_BYTE, at >>> 3, (byte) (out.get(JAVA_BYTE, at >>> 3) | 1 << (at & 7)));
        }
      }
    }
    return out;
  }
}
