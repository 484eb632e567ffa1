package dev.weft.compile;

import dev.weft.tensor.Op;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What runs as one step: the nodes of one kernel, or a single product. Steps run in the order of
 * their numbers.
 */
final class Group {
  /**
   * What a kernel iterates over.
   *
   * @param rowClass class of its rows; {@link Classes#NONE} for the single row of constants
   * @param list edge list whose neighbourhoods are visited; -1 for rows on their own
   * @param end the end of the edges that the rows are; of no meaning without a list
   */
  record Domain(int rowClass, int list, Op.End end) {
    static Domain rows(int rowClass) {
      return new Domain(rowClass, -1, Op.End.DST);
    }

    boolean visitsNeighbors() {
      return list >= 0;
    }
  }

  final int number;
  final Domain domain;
  final boolean isKernel;

  /** What it computes, inputs first. */
  final List<Node> members = new ArrayList<>();

  /** What its members read from memory. */
  final Set<Node> reads = new HashSet<>();

  /** What it computes, inline nodes included. */
  final Set<Node> computed = new HashSet<>();

  Group(int number, Domain domain, boolean isKernel) {
    this.number = number;
    this.domain = domain;
    this.isKernel = isKernel;
  }
}
