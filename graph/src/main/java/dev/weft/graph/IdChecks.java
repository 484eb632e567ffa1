package dev.weft.graph;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/** Range checks of ids, once, at the door; messages name the id as the user knows it. */
final class IdChecks {
  private IdChecks() {}

  static void nodes(String what, NodeSet nodes, int... ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= nodes.size()) {
        throw new IllegalArgumentException(what + ": node id " + ids[i] + " of type " + nodes.type() + " (position " + i + ") is out of range [0, " + nodes.size() + ").");
      }
    }
  }

  static void edges(String what, EdgeList edges, int... ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= edges.size()) {
        throw new IllegalArgumentException(what + ": edge id " + ids[i] + " of " + edges.name() + " (position " + i + ") is out of range [0, " + edges.size() + ").");
      }
    }
  }

  static void pairs(String what, int[] u, int[] v) {
    if (u.length != v.length) {
      throw new IllegalArgumentException(what + ": " + u.length + " sources and " + v.length + " destinations; expected as many of each.");
    }
  }

  /** Checks the ends of all edges against the node sets. */
  static void ends(String relation, String end, MemorySegment ids, long size, String type, long nodes) {
    for (long i = 0; i < size; i++) {
      int id = ids.getAtIndex(JAVA_INT, i);
      if (id < 0 || id >= nodes) {
        throw new IllegalArgumentException(
            "Graph: " + end + "[" + i + "]=" + id + " of relation " + relation + " is out of range [0, " + nodes + "), the nodes of type " + type + ". Was the node count taken before adding nodes?");
      }
    }
  }
}
