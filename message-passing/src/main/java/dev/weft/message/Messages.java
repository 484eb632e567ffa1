package dev.weft.message;

import dev.weft.graph.Graph;
import dev.weft.graph.NodeSet;
import dev.weft.graph.Relation;
import dev.weft.graph.Space;
import dev.weft.kernels.lang.Reduction;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Tensor;
import java.util.Objects;
import java.util.function.Function;

/**
 * Message passing over one relation, with data by name: columns of the graph, and tensors given
 * with {@link #with}. Immutable; nothing is computed and the graph is not changed.
 *
 * <pre>{@code
 * Tensor y = Messages.of(graph).with("h", h).updateAll(m -> m.src("h").times(m.edge("w")), Reduction.SUM);
 * Tensor z = Messages.of(graph).with("h", h).updateAll(uMulE("h", "w"), Reduction.SUM);   // the same
 * }</pre>
 */
public final class Messages {
  private final Edges edges;
  private final NamedData data;

  private Messages(Edges edges, NamedData data) {
    this.edges = edges;
    this.data = data;
  }

  /**
   * Over the only relation of a graph.
   *
   * @throws IllegalArgumentException when there are several
   */
  public static Messages of(Graph graph) {
    return of(graph, graph.relation());
  }

  /**
   * Over the relation written {@code user:rates:movie}, or by its bare name where that is unique.
   */
  public static Messages of(Graph graph, String relation) {
    return of(graph, graph.relation(relation));
  }

  /** Over a relation of a graph. */
  public static Messages of(Graph graph, Relation relation) {
    return new Messages(Edges.of(relation), NamedData.of(graph));
  }

  /** Over a relation, with data that was collected before. */
  static Messages of(Relation relation, NamedData data) {
    return new Messages(Edges.of(relation), data);
  }

  /** The edges that messages flow over. */
  public Edges edges() {
    return edges;
  }

  /**
   * These messages with a tensor under a name, for the space that its rows are of.
   *
   * @throws IllegalArgumentException when the rows are none of the relation's, or plain rows, whose
   *     place {@link #withSrc}, {@link #withDst} and {@link #withEdge} tell
   */
  public Messages with(String name, Tensor x) {
    Space space = x.space();
    if (space != edges.srcNodes() && space != edges.dstNodes() && space != edges.list()) {
      throw new IllegalArgumentException(
          "Messages over "
              + edges.list()
              + ": \""
              + name
              + "\" has rows "
              + space
              + "; expected "
              + edges.srcNodes()
              + ", "
              + edges.dstNodes()
              + " or the edges. Say where plain rows and constants belong: withSrc, withDst, withEdge.");
    }
    return new Messages(edges, data.with(space, name, x));
  }

  /** These messages with a tensor at the sources; plain rows and constants are taken for them. */
  public Messages withSrc(String name, Tensor x) {
    return new Messages(edges, data.with(edges.srcNodes(), name, x));
  }

  /** These messages with a tensor at the destinations. */
  public Messages withDst(String name, Tensor x) {
    return new Messages(edges, data.with(edges.dstNodes(), name, x));
  }

  /** These messages with a tensor on the edges. */
  public Messages withEdge(String name, Tensor x) {
    return new Messages(edges, data.with(edges.list(), name, x));
  }

  /**
   * A message for every edge, reduced over the in-edges of every destination; 0 (1 from PROD) where
   * there are none.
   */
  public Tensor updateAll(Function<Message, Tensor> message, Reduction how) {
    return edges.reduce(applyEdges(message), how);
  }

  /** A value for every edge. */
  public Tensor applyEdges(Function<Message, Tensor> function) {
    return Objects.requireNonNull(
        function.apply(new Message(edges, data)),
        "Messages: the message function gave null; expected a tensor.");
  }

  /** A value for every destination node, from named data at the destinations. */
  public Tensor applyNodes(Function<Nodes, Tensor> function) {
    return function.apply(new Nodes(edges.dstNodes(), data));
  }

  /** What a node function sees: named data of every node. */
  public record Nodes(NodeSet nodes, NamedData data) {
    /** The node's row, by name. */
    public Tensor data(String name) {
      return data.get(nodes, name);
    }
  }
}
