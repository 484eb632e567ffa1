package dev.weft.graph;

import dev.weft.kernels.sparse.Coo;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A heterograph: typed node sets, relations between them, and named columns on nodes and edges.
 * Immutable and thread-safe: {@code with…} gives a changed copy that shares everything else.
 *
 * <p>Types are listed sorted by name. A graph with one node type and one relation is read without
 * naming them. A block (one hop of message flow) has its destinations as a node set of their own;
 * destination i is source i.
 *
 * <p>Transforms stand in {@code dev.weft.graph.transform}, files in {@code dev.weft.graph.arrow}.
 */
public final class Graph implements AutoCloseable {
  /** Column with the id that a node or edge had in the graph it was taken from. */
  public static final String ORIGINAL_ID = "_ID";

  /** Column with the number of the type that a node or edge had before types were merged. */
  public static final String ORIGINAL_TYPE = "_TYPE";

  private final Structure structure;
  private final Map<Space, Frame> frames;
  private final Map<String, String> metadata;
  private final Lifetime lifetime;

  Graph(
      Structure structure,
      Map<Space, Frame> frames,
      Map<String, String> metadata,
      Lifetime lifetime) {
    this.structure = structure;
    this.frames = frames;
    this.metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    this.lifetime = lifetime;
  }

  // Creation

  /**
   * A graph with one node type {@code _N} and one relation {@code _E}. The position of an edge is
   * its id; parallel edges and self loops are allowed.
   *
   * @param numNodes number of nodes, also those without edges
   * @param src source of every edge
   * @param dst destination of every edge
   * @throws IllegalArgumentException when the arrays differ in length or an id is not in [0,
   *     numNodes)
   */
  public static Graph of(long numNodes, int[] src, int[] dst) {
    return builder().nodes("_N", numNodes).edges("_N:_E:_N", src, dst).build();
  }

  /**
   * As {@link #of(long, int[], int[])}, with one node more than the highest id. Without edges there
   * are no nodes.
   */
  public static Graph of(int[] src, int[] dst) {
    return builder().edges("_N:_E:_N", src, dst).build();
  }

  /**
   * As {@link #of(long, int[], int[])}, from native arrays that are used as they are.
   *
   * @throws IllegalArgumentException when the COO is not square or an id is out of range
   */
  public static Graph of(Coo coo) {
    NodeSet nodes = NodeSet.of("_N", coo.rows());
    return builder().nodes(nodes).edges("_N:_E:_N", coo).build();
  }

  /** A builder of graphs of any types. */
  public static GraphBuilder builder() {
    return new GraphBuilder(GraphBuilder.Kind.GRAPH);
  }

  /** A builder of blocks. */
  public static GraphBuilder blockBuilder() {
    return new GraphBuilder(GraphBuilder.Kind.BLOCK);
  }

  /**
   * A builder of a graph that is made from this one: it keeps the metadata and depends on the same
   * files.
   */
  public GraphBuilder derive() {
    return builder().from(this);
  }

  // Structure

  /** Names of the node types, sorted. */
  public List<String> nodeTypes() {
    return List.copyOf(structure.src.keySet());
  }

  /** Canonical edge types, sorted. */
  public List<EdgeType> edgeTypes() {
    return structure.relations.stream().map(Relation::type).toList();
  }

  /** True for a graph with one node type and one relation that is no block. */
  public boolean isHomogeneous() {
    return !isBlock() && structure.src.size() == 1 && structure.relations.size() == 1;
  }

  /** True when sources and destinations are different node sets. */
  public boolean isBlock() {
    return structure.isBlock();
  }

  /** Number of nodes of all types; of a block, sources and destinations together. */
  public long numNodes() {
    long sum = structure.src.values().stream().mapToLong(NodeSet::size).sum();
    return isBlock() ? sum + structure.dst.values().stream().mapToLong(NodeSet::size).sum() : sum;
  }

  /** Number of nodes of a type. */
  public long numNodes(String type) {
    return nodes(type).size();
  }

  /** Number of edges of all relations. */
  public long numEdges() {
    return structure.relations.stream().mapToLong(Relation::numEdges).sum();
  }

  /** Number of edges of a relation, named as in {@link #relation(String)}. */
  public long numEdges(String relation) {
    return relation(relation).numEdges();
  }

  /**
   * The nodes of the only type.
   *
   * @throws IllegalArgumentException when there are several types, or in a block
   */
  public NodeSet nodes() {
    checkNoBlock();
    return structure.only(structure.src);
  }

  /**
   * The nodes of a type.
   *
   * @throws IllegalArgumentException when there is no such type, or in a block, which has source
   *     and destination nodes of each type
   */
  public NodeSet nodes(String type) {
    checkNoBlock();
    return Structure.named(structure.src, type);
  }

  /** The source nodes of the only type; in a graph that is no block, its nodes. */
  public NodeSet srcNodes() {
    return structure.only(structure.src);
  }

  /** The source nodes of a type. */
  public NodeSet srcNodes(String type) {
    return Structure.named(structure.src, type);
  }

  /** The destination nodes of the only type; in a graph that is no block, its nodes. */
  public NodeSet dstNodes() {
    return structure.only(structure.dst);
  }

  /** The destination nodes of a type. */
  public NodeSet dstNodes(String type) {
    return Structure.named(structure.dst, type);
  }

  /**
   * The only relation.
   *
   * @throws IllegalArgumentException when there are none or several
   */
  public Relation relation() {
    return structure.onlyRelation();
  }

  /**
   * The relation written {@code src:relation:dst}, or by its bare name where that is unique.
   *
   * @throws IllegalArgumentException when there is none or several; the message lists them
   */
  public Relation relation(String name) {
    return structure.relation(name);
  }

  /** The relation of this type. */
  public Relation relation(EdgeType type) {
    return structure.relation(type.toString());
  }

  /** All relations, sorted by type. */
  public List<Relation> relations() {
    return structure.relations;
  }

  /**
   * For a block: from every destination node of the type to the source that is the same node
   * (destination i to source i).
   *
   * @throws IllegalArgumentException in a graph that is no block
   */
  public EdgeList blockDst(String type) {
    checkBlock();
    return structure.blockDst(type);
  }

  /** As {@link #blockDst(String)}, for the only type. */
  public EdgeList blockDst() {
    return blockDst(structure.only(structure.dst).type());
  }

  /** Degrees, look-ups and neighbours of the only relation. */
  public Queries query() {
    return relation().query();
  }

  /** In-degree of every node, for the only relation. */
  public int[] inDegrees() {
    return query().inDegrees();
  }

  /** Out-degree of every node, for the only relation. */
  public int[] outDegrees() {
    return query().outDegrees();
  }

  /**
   * This graph with every relation reversed: relation names stay, ends are exchanged, edge ids and
   * all data are shared. O(1).
   *
   * @throws IllegalArgumentException for a block
   */
  public Graph reverse() {
    checkNoBlock();
    List<Relation> reversed =
        structure.relations.stream().map(Relation::reverse).sorted(GraphBuilder.BY_TYPE).toList();
    return new Graph(
        new Structure(structure.src, structure.dst, reversed, structure.layout),
        frames,
        metadata,
        lifetime);
  }

  // Batches

  /** Which graph of the batch every node belongs to. */
  public BatchLayout layout() {
    return structure.layout;
  }

  /** Number of graphs in the batch; 1 for a graph that is no batch. */
  public int batchSize() {
    return structure.layout.batchSize();
  }

  /** Number of nodes of every graph of the batch, for the only node type. */
  public long[] batchNumNodes() {
    return counts(structure.layout.offsets(nodes()));
  }

  /** Number of nodes of a type, for every graph of the batch. */
  public long[] batchNumNodes(String type) {
    return counts(structure.layout.offsets(nodes(type)));
  }

  /** Number of edges of every graph of the batch, for the only relation. */
  public long[] batchNumEdges() {
    return structure.layout.numEdges(relation());
  }

  /** Number of edges of a relation, for every graph of the batch. */
  public long[] batchNumEdges(String relation) {
    return structure.layout.numEdges(relation(relation));
  }

  /** The graphs of the batch as a node set: the space of readouts. */
  public NodeSet graphs() {
    return structure.layout.graphs();
  }

  /** From every node of the only type to its graph; edge i leaves node i. */
  public EdgeList membership() {
    return structure.layout.membership(nodes());
  }

  /** From every node of a type to its graph; edge i leaves node i. */
  public EdgeList membership(String type) {
    return structure.layout.membership(nodes(type));
  }

  // Data

  /**
   * The columns of a node set or edge list of this graph.
   *
   * @throws IllegalArgumentException when the space is not one of this graph's
   */
  public Frame frame(Space space) {
    Frame frame = frames.get(space);
    if (frame != null) {
      return frame;
    }
    if (!structure.spaces().contains(space)) {
      throw new IllegalArgumentException(
          "Graph: "
              + space
              + " does not belong to this graph; its spaces are "
              + structure.spaces()
              + ".");
    }
    return Frame.empty(space);
  }

  /** The column of the only node type. */
  public Column nodeData(String name) {
    return frame(nodes()).column(name);
  }

  /** The column of a node type. */
  public Column nodeData(String type, String name) {
    return frame(nodes(type)).column(name);
  }

  /** The column of the only relation. */
  public Column edgeData(String name) {
    return frame(relation().edges()).column(name);
  }

  /** The column of a relation. */
  public Column edgeData(String relation, String name) {
    return frame(relation(relation).edges()).column(name);
  }

  /** The columns of the only node type. */
  public Frame nodeFrame() {
    return frame(nodes());
  }

  /** The columns of a node type. */
  public Frame nodeFrame(String type) {
    return frame(nodes(type));
  }

  /** The columns of the only relation. */
  public Frame edgeFrame() {
    return frame(relation().edges());
  }

  /** The columns of a relation. */
  public Frame edgeFrame(String relation) {
    return frame(relation(relation).edges());
  }

  /**
   * This graph with a space's columns replaced.
   *
   * @throws IllegalArgumentException when the space is not one of this graph's
   */
  public Graph withFrame(Frame changed) {
    frame(changed.space());
    Map<Space, Frame> copy = new IdentityHashMap<>(frames);
    copy.put(changed.space(), changed);
    return new Graph(structure, copy, metadata, lifetime);
  }

  /** This graph with a column added or replaced on one of its spaces, under the given name. */
  public Graph withData(Space space, String name, Column column) {
    return withFrame(frame(space).with(name, column));
  }

  /** This graph with a column on the nodes of the only type. */
  public Graph withNodeData(String name, Column column) {
    return withData(nodes(), name, column);
  }

  /** This graph with a column on the nodes of a type. */
  public Graph withNodeData(String type, String name, Column column) {
    return withData(nodes(type), name, column);
  }

  /** This graph with one float per node. */
  public Graph withNodeData(String name, float... values) {
    return withNodeData(name, Columns.of(name, nodes(), values));
  }

  /** This graph with one row of floats per node. */
  public Graph withNodeData(String name, float[][] rows) {
    return withNodeData(name, Columns.of(name, nodes(), rows));
  }

  /** This graph with one int per node. */
  public Graph withNodeData(String name, int... values) {
    return withNodeData(name, Columns.of(name, nodes(), values));
  }

  /** This graph with one boolean per node. */
  public Graph withNodeData(String name, boolean... values) {
    return withNodeData(name, Columns.of(name, nodes(), values));
  }

  /** This graph with one text per node. */
  public Graph withNodeData(String name, String[] values) {
    return withFrame(nodeFrame().with(name, TextColumn.of(name, nodes(), values)));
  }

  /** This graph with a column on the edges of the only relation. */
  public Graph withEdgeData(String name, Column column) {
    return withData(relation().edges(), name, column);
  }

  /** This graph with a column on the edges of a relation. */
  public Graph withEdgeData(String relation, String name, Column column) {
    return withData(relation(relation).edges(), name, column);
  }

  /** This graph with one float per edge. */
  public Graph withEdgeData(String name, float... values) {
    return withEdgeData(name, Columns.of(name, relation().edges(), values));
  }

  /** This graph with one row of floats per edge. */
  public Graph withEdgeData(String name, float[][] rows) {
    return withEdgeData(name, Columns.of(name, relation().edges(), rows));
  }

  /** This graph with one int per edge. */
  public Graph withEdgeData(String name, int... values) {
    return withEdgeData(name, Columns.of(name, relation().edges(), values));
  }

  /** This graph with one boolean per edge. */
  public Graph withEdgeData(String name, boolean... values) {
    return withEdgeData(name, Columns.of(name, relation().edges(), values));
  }

  /** This graph with one text per edge. */
  public Graph withEdgeData(String name, String[] values) {
    return withFrame(edgeFrame().with(name, TextColumn.of(name, relation().edges(), values)));
  }

  /**
   * Free texts that travel with the graph, by key: class names, checksums, how splits were made.
   * Sorted by key.
   */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** This graph with a metadata entry added or replaced. */
  public Graph withMetadata(String key, String value) {
    SortedMap<String, String> changed = new TreeMap<>(metadata);
    changed.put(key, value);
    return new Graph(structure, frames, changed, lifetime);
  }

  // Lifetime

  /**
   * Marks the beginning of a run over this graph; close the pin at its end.
   *
   * @throws IllegalStateException when the graph was closed
   */
  public Pin pin() {
    return lifetime.pin();
  }

  /** Who uses the graph and whether it is open. Copies made by {@code with…} share it. */
  public Lifetime lifetime() {
    return lifetime;
  }

  /**
   * Refuses new runs over this graph and its {@code with…} copies, and over what was derived from
   * it if it is a mapped file.
   */
  @Override
  public void close() {
    lifetime.close();
  }

  /** One line: counts and columns. */
  @Override
  public String toString() {
    return GraphText.line(this);
  }

  /** An HTML table of node types, relations and their columns, for notebooks. Names are escaped. */
  public String toHtml() {
    return GraphText.html(this);
  }

  private static long[] counts(long[] offsets) {
    long[] out = new long[offsets.length - 1];
    for (int i = 0; i < out.length; i++) {
      out[i] = offsets[i + 1] - offsets[i];
    }
    return out;
  }

  private void checkNoBlock() {
    if (isBlock()) {
      throw new IllegalArgumentException(
          "Graph: this is a block, whose sources and destinations are different nodes; expected srcNodes or dstNodes.");
    }
  }

  private void checkBlock() {
    if (!isBlock()) {
      throw new IllegalArgumentException(
          "Graph: this is no block; its destinations are its nodes. Make one with Blocks.toBlock.");
    }
  }
}
