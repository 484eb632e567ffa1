package dev.weft.graph;

import dev.weft.kernels.sparse.Coo;
import dev.weft.kernels.sparse.Csr;

/**
 * The edges of one relation, numbered from 0: a {@link Space}, shared by a relation and its
 * reverse. The compressed formats of both directions are made when first asked for and kept.
 */
public final class EdgeList implements Space {
  private final String name;
  private final NodeSet src;
  private final NodeSet dst;
  private final Coo coo;
  private volatile Csr in;
  private volatile Csr out;

  private EdgeList(String name, NodeSet src, NodeSet dst, Coo coo) {
    this.name = name;
    this.src = src;
    this.dst = dst;
    this.coo = coo;
  }

  /**
   * The edges in a COO whose rows are sources and whose columns are destinations.
   *
   * @param name for messages
   * @throws IllegalArgumentException when the COO's sizes are not those of the node sets
   */
  public static EdgeList of(String name, NodeSet src, NodeSet dst, Coo coo) {
    if (coo.rows() != src.size() || coo.cols() != dst.size()) {
      throw new IllegalArgumentException(
          "EdgeList "
              + name
              + ": the COO is ["
              + coo.rows()
              + ", "
              + coo.cols()
              + "]; expected ["
              + src.size()
              + ", "
              + dst.size()
              + "], the sizes of "
              + src
              + " and "
              + dst
              + ".");
    }
    return new EdgeList(name, src, dst, coo);
  }

  /** Name for messages, such as {@code user:rates:movie}. */
  public String name() {
    return name;
  }

  /** The nodes edges leave. */
  public NodeSet src() {
    return src;
  }

  /** The nodes edges enter. */
  public NodeSet dst() {
    return dst;
  }

  /** Number of edges. */
  @Override
  public long size() {
    return coo.size();
  }

  /** The edges in id order, rows being sources. */
  public Coo coo() {
    return coo;
  }

  /** In-edges by destination: row v lists the sources of its in-edges. */
  public Csr in() {
    return in(false);
  }

  /**
   * The same.
   *
   * @param withIds whether edge ids will be asked for: else they are found when they are, see
   *     {@link Coo#toCsrWithoutIds}
   */
  public Csr in(boolean withIds) {
    Csr made = in;
    if (made == null) {
      synchronized (this) {
        made = in;
        if (made == null) {
          made = build(coo.transpose(), withIds);
          in = made;
        }
      }
    }
    return made;
  }

  /** Out-edges by source: row u lists the destinations of its out-edges. */
  public Csr out() {
    return out(false);
  }

  /**
   * The same.
   *
   * @param withIds whether edge ids will be asked for: else they are found when they are, see
   *     {@link Coo#toCsrWithoutIds}
   */
  public Csr out(boolean withIds) {
    Csr made = out;
    if (made == null) {
      synchronized (this) {
        made = out;
        if (made == null) {
          made = build(coo, withIds);
          out = made;
        }
      }
    }
    return made;
  }

  private static Csr build(Coo byRow, boolean withIds) {
    return withIds ? byRow.toCsr() : byRow.toCsrWithoutIds();
  }

  @Override
  public String toString() {
    return name + "[" + coo.size() + "]";
  }
}
