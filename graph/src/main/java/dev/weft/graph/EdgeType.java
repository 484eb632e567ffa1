package dev.weft.graph;

import java.util.Comparator;

/**
 * A canonical edge type: source node type, relation, destination node type. Written {@code
 * user:rates:movie}. Types sort by source, then relation, then destination, which is the order of
 * type ids.
 *
 * @param src node type that edges leave; not empty, without a colon
 * @param relation name of the relation; not empty
 * @param dst node type that edges enter; not empty, without a colon
 */
public record EdgeType(String src, String relation, String dst) implements Comparable<EdgeType> {
  private static final Comparator<EdgeType> ORDER =
      Comparator.comparing(EdgeType::src)
          .thenComparing(EdgeType::relation)
          .thenComparing(EdgeType::dst);

  /** The edge type of graphs with one kind of nodes and edges: {@code _N:_E:_N}. */
  public static final EdgeType DEFAULT = new EdgeType("_N", "_E", "_N");

  /** Checks the names. */
  public EdgeType {
    if (src.isEmpty()
        || relation.isEmpty()
        || dst.isEmpty()
        || src.indexOf(':') >= 0
        || dst.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "EdgeType(src="
              + src
              + ", relation="
              + relation
              + ", dst="
              + dst
              + "): expected three non-empty names, those of node types without a colon.");
    }
  }

  /**
   * The edge type written {@code src:relation:dst}. Colons between the first and the last belong to
   * the relation's name.
   *
   * @throws IllegalArgumentException when there are fewer than two colons or a name is empty
   */
  public static EdgeType parse(String text) {
    int first = text.indexOf(':');
    int last = text.lastIndexOf(':');
    if (first == last) {
      throw new IllegalArgumentException(
          "EdgeType: \""
              + text
              + "\" has "
              + (first < 0 ? "no colon" : "one colon")
              + "; expected src:relation:dst, such as user:rates:movie.");
    }
    return new EdgeType(
        text.substring(0, first), text.substring(first + 1, last), text.substring(last + 1));
  }

  /** The same relation with the ends exchanged; its name stays. */
  public EdgeType reverse() {
    return new EdgeType(dst, relation, src);
  }

  @Override
  public int compareTo(EdgeType other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return src + ":" + relation + ":" + dst;
  }
}
