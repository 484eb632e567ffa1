package dev.weft.compile;

import dev.weft.graph.EdgeList;
import dev.weft.tensor.Op;
import dev.weft.tensor.Tensor;
import java.util.Optional;

/**
 * A tensor of the simplified expression with what the planner decides about it. A node is either
 * <em>inline</em>, computed again in every kernel that uses it, or <em>placed</em>: computed in one
 * group, and stored when another group reads it.
 */
final class Node {
  /** How a node is computed. */
  enum Kind {
    /** Data of a leaf. */
    LEAF,
    /** Memory of another node, read as other rows. */
    ALIAS,
    /** A number known before the kernel starts, or the position in the row: always inline. */
    NUMBER,
    /** Random numbers: always inline. */
    RANDOM,
    /** A row from the same row of its inputs. */
    ROWWISE,
    /**
     * A row from the same row of its first input and a matrix: that of its type, or one for all.
     */
    PRODUCT,
    /** The row of an edge's end. */
    AT,
    /** Whether an edge was chosen. */
    IS_EDGE,
    /** Over the edges of a node. */
    REDUCE,
    /** The edge that a maximum or minimum chose. */
    ARG,
    /** Over all rows. */
    TOTAL,
    /** A step of its own: products, custom operators. */
    STEP
  }

  /** What a node has one row for. */
  enum Level {
    CONSTANT,
    ROW,
    EDGE
  }

  static final int UNPLACED = -1;

  final int index;
  final Tensor tensor;
  final Node[] inputs;
  final Kind kind;
  final Level level;

  /** Its row class, {@link Classes#NONE} for constants. */
  final int rowClass;

  /** The edge list that it reduces over or whose ends it needs. */
  final Optional<EdgeList> edges;

  /** The number of that edge list in the program; -1 for none. */
  final int list;

  /** Instructions to compute it inline, inline inputs included. */
  int cost;

  boolean placed;
  boolean stored;

  /**
   * Whether it is stored because it must be (an output, an operand), not because another group
   * happens to read it.
   */
  boolean wanted;

  /** Whether its rows must lie without gaps. */
  boolean packed;

  /** Whether the run hands its memory out. */
  boolean result;

  /** The update whose value its memory is; -1 for none. */
  int target = -1;

  /** Whether it is best computed after all else. */
  boolean late;

  int group = UNPLACED;
  int buffer = UNPLACED;

  Node(
      int index,
      Tensor tensor,
      Node[] inputs,
      Kind kind,
      Level level,
      int rowClass,
      Optional<EdgeList> edges,
      int list) {
    this.index = index;
    this.tensor = tensor;
    this.inputs = inputs;
    this.kind = kind;
    this.level = level;
    this.rowClass = rowClass;
    this.edges = edges;
    this.list = list;
  }

  Op op() {
    return tensor.op();
  }

  int width() {
    return tensor.shape().width();
  }

  /** The end that an AT, IS_EDGE, REDUCE or ARG speaks of. */
  Op.End end() {
    return switch (op()) {
      case Op.At(var _, var end, var _) -> end;
      case Op.IsEdge(var _, var end, var _) -> end;
      case Op.Reduce(var _, var end, var _, var _) -> end;
      case Op.Arg(var _, var end, var _, var _) -> end;
      default -> throw new IllegalStateException(tensor + " has no end of an edge.");
    };
  }

  /** Whether it stands in memory however it is used. */
  boolean isMemory() {
    return kind == Kind.LEAF || kind == Kind.ALIAS;
  }

  /** Whether its rows, stored, would be those of its input: then the input's memory serves. */
  boolean isView() {
    return kind == Kind.ALIAS || Expressions.isView(tensor);
  }

  /** The node whose memory this one is read from: itself, or below views. */
  Node base() {
    Node node = this;
    while (node.isView()) {
      node = node.inputs[0];
    }
    return node;
  }

  /** Whether another reading of rows lies between this node and its base. */
  boolean isReread() {
    Node node = this;
    while (node.isView() && node.kind != Kind.ALIAS) {
      node = node.inputs[0];
    }
    return node.kind == Kind.ALIAS;
  }

  @Override
  public String toString() {
    return index + ":" + tensor;
  }
}
