package dev.weft.graph.arrow;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.weft.graph.BatchLayout;
import dev.weft.graph.CategoryColumn;
import dev.weft.graph.Columns;
import dev.weft.graph.DenseColumn;
import dev.weft.graph.Direction;
import dev.weft.graph.EdgeList;
import dev.weft.graph.EdgeType;
import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.GraphBuilder;
import dev.weft.graph.Lifetime;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.graph.Space;
import dev.weft.graph.SparseColumn;
import dev.weft.graph.TextColumn;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.kernels.sparse.Coo;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts a graph together from the arrays of a file. */
final class Decoder {
  private final Path path;

  private record Key(Item.Kind kind, String owner, String name) {}

  private final List<Item> items;
  private final Map<Key, Item> byKey = new HashMap<>();
  private final Map<String, NodeSet> nodes = new LinkedHashMap<>();
  private final Map<String, Relation> relations = new LinkedHashMap<>();
  private final Map<Space, Frame> frames = new IdentityHashMap<>();

  Decoder(Path path, List<Item> items) throws GraphFormatException {
    this.path = path;
    this.items = items;
    for (Item item : items) {
      if (byKey.put(new Key(item.kind(), item.owner(), item.name()), item) != null) {
        throw bad("array " + item.path() + " is there twice.");
      }
    }
  }

  Graph graph(Map<String, String> metadata) throws GraphFormatException {
    for (Item item : of(Item.Kind.NODES)) {
      nodes.put(item.owner(), NodeSet.of(item.owner(), longs(item, 1)[0]));
    }
    for (Item item : of(Item.Kind.SRC)) {
      relations.put(item.owner(), relation(item, find(Item.Kind.DST, item.owner(), "")));
    }
    for (Item item : items) {
      column(item);
    }
    GraphBuilder builder = Graph.builder().lifetime(Lifetime.of(path.toString(), () -> {}));
    nodes.values().forEach(builder::nodes);
    relations.values().forEach(builder::relation);
    frames.values().forEach(builder::frame);
    metadata.forEach(builder::metadata);
    batch(builder);
    return builder.build();
  }

  private void column(Item item) throws GraphFormatException {
    switch (item.kind()) {
      case NODES, BATCH, SRC, DST, SPARSE_COL, SPARSE_VALUE, NODE_CATEGORIES, EDGE_CATEGORIES -> {}
      case NODE_COLUMN -> add(nodeSet(item.owner()), item, Item.Kind.NODE_CATEGORIES);
      case EDGE_COLUMN -> add(edges(item.owner()), item, Item.Kind.EDGE_CATEGORIES);
      case SPARSE_ROW -> {
        Frame frame = frame(nodeSet(item.owner()));
        frames.put(frame.space(), frame.with(item.name(), sparse(item)));
      }
    }
  }

  private void add(Space space, Item item, Item.Kind categories) throws GraphFormatException {
    Frame frame = frame(space);
    Frame changed =
        switch (item.element()) {
          case Item.Element.Text text -> frame.with(item.name(), text(item, space));
          case Item.Element.Numbers numbers ->
              frame.with(item.name(), categorised(item, dense(item, space), categories));
        };
    frames.put(space, changed);
  }

  private DenseColumn categorised(Item item, DenseColumn codes, Item.Kind kind) {
    Item texts = byKey.get(new Key(kind, item.owner(), item.name()));
    return texts == null
        ? codes
        : new CategoryColumn(codes, List.of(text(texts, new Space.Rows(texts.rows())).toArray()));
  }

  private SparseColumn sparse(Item rows) throws GraphFormatException {
    Item cols = find(Item.Kind.SPARSE_COL, rows.owner(), rows.name());
    Item values = find(Item.Kind.SPARSE_VALUE, rows.owner(), rows.name());
    long width = Long.parseLong(rows.notes().getOrDefault("weft.columns", "-1"));
    NodeSet of = nodeSet(rows.owner());
    NodeSet features = NodeSet.of(rows.name() + " columns", width);
    EdgeList entries = EdgeList.of(rows.name(), of, features, coo(of, features, rows, cols));
    return new SparseColumn(rows.name(), entries, dense(values, entries));
  }

  private Relation relation(Item src, Item dst) throws GraphFormatException {
    EdgeType type = EdgeType.parse(src.owner());
    NodeSet from = nodeSet(type.src());
    NodeSet to = nodeSet(type.dst());
    return new Relation(
        type, EdgeList.of(src.owner(), from, to, coo(from, to, src, dst)), Direction.FORWARD);
  }

  private Coo coo(NodeSet from, NodeSet to, Item src, Item dst) throws GraphFormatException {
    if (src.rows() != dst.rows()) {
      throw bad(
          "array "
              + src.path()
              + " has "
              + src.rows()
              + " elements and "
              + dst.path()
              + " has "
              + dst.rows()
              + "; expected as many of each.");
    }
    return new Coo(from.size(), to.size(), src.rows(), ids(src), ids(dst));
  }

  private MemorySegment ids(Item item) throws GraphFormatException {
    expect(item, new Item.Element.Numbers(DType.INT32, Shape.SCALAR));
    return data(item);
  }

  private static MemorySegment data(Item item) {
    return item.buffers().getFirst().pieces().getFirst();
  }

  private DenseColumn dense(Item item, Space space) throws GraphFormatException {
    if (item.rows() != space.size()) {
      throw bad(
          "array "
              + item.path()
              + " has "
              + item.rows()
              + " rows; expected "
              + space.size()
              + ", one for each of "
              + space
              + ".");
    }
    if (!(item.element() instanceof Item.Element.Numbers numbers)) {
      throw bad("array " + item.path() + " holds texts; expected numbers.");
    }
    MemorySegment data = data(item);
    if (numbers.dtype() != DType.BOOL) {
      return Columns.over(item.name(), space, numbers.dtype(), numbers.shape(), data);
    }
    long elements = Math.multiplyExact(space.size(), (long) numbers.shape().width());
    return Columns.deferred(
        item.name(),
        space,
        DType.BOOL,
        numbers.shape(),
        () ->
            Columns.over(item.name(), space, DType.BOOL, numbers.shape(), unpack(data, elements)));
  }

  /** Kernels want one byte for each boolean. */
  static MemorySegment unpack(MemorySegment bits, long elements) {
    MemorySegment out = Memory.allocateCollected(elements).segment();
    for (long i = 0; i < elements; i++) {
      out.set(JAVA_BYTE, i, (byte) (bits.get(JAVA_BYTE, i >>> 3) >>> (i & 7) & 1));
    }
    return out;
  }

  private static TextColumn text(Item item, Space space) {
    if (!(item.element() instanceof Item.Element.Text)) {
      throw new IllegalArgumentException(
          "array " + item.path() + " holds numbers; expected texts.");
    }
    MemorySegment bytes = item.buffers().getLast().pieces().getFirst();
    return new TextColumn(item.name(), space, data(item), bytes);
  }

  private void batch(GraphBuilder builder) throws GraphFormatException {
    Map<NodeSet, long[]> counts = new IdentityHashMap<>();
    List<Item> sizes = of(Item.Kind.BATCH);
    for (Item item : sizes) {
      counts.put(nodeSet(item.owner()), longs(item, item.rows()));
    }
    if (!sizes.isEmpty()) {
      builder.layout(BatchLayout.of(Math.toIntExact(sizes.getFirst().rows()), counts));
    }
  }

  private long[] longs(Item item, long count) throws GraphFormatException {
    expect(item, new Item.Element.Numbers(DType.INT64, Shape.SCALAR));
    if (item.rows() != count) {
      throw bad(
          "array " + item.path() + " has " + item.rows() + " elements; expected " + count + ".");
    }
    return data(item).toArray(JAVA_LONG);
  }

  private List<Item> of(Item.Kind kind) {
    return items.stream().filter(item -> item.kind() == kind).toList();
  }

  private Item find(Item.Kind kind, String owner, String name) throws GraphFormatException {
    Item found = byKey.get(new Key(kind, owner, name));
    if (found == null) {
      throw bad("there is no array of kind " + kind + " for " + owner + " " + name + ".");
    }
    return found;
  }

  private NodeSet nodeSet(String type) throws GraphFormatException {
    NodeSet found = nodes.get(type);
    if (found == null) {
      throw bad("there is no node type \"" + type + "\"; node types are " + nodes.keySet() + ".");
    }
    return found;
  }

  private EdgeList edges(String type) throws GraphFormatException {
    Relation found = relations.get(type);
    if (found == null) {
      throw bad("there is no relation \"" + type + "\"; relations are " + relations.keySet() + ".");
    }
    return found.edges();
  }

  private Frame frame(Space space) {
    return frames.getOrDefault(space, Frame.empty(space));
  }

  private void expect(Item item, Item.Element element) throws GraphFormatException {
    if (!item.element().equals(element)) {
      throw bad(
          "array " + item.path() + " holds " + item.element() + "; expected " + element + ".");
    }
  }

  private GraphFormatException bad(String problem) {
    return new GraphFormatException(path, problem);
  }
}
