package dev.weft.graph;

/** Range checks of ids, once, at the door; messages name the id as the user knows it. */
final class IdChecks {
  private IdChecks() {}

  static void nodes(String what, NodeSet nodes, int... ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= nodes.size()) {
        throw new IllegalArgumentException(
            what
                + ": node id "
                + ids[i]
                + " of type "
                + nodes.type()
                + " (position "
                + i
                + ") is out of range [0, "
                + nodes.size()
                + ").");
      }
    }
  }

  static void edges(String what, EdgeList edges, int... ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= edges.size()) {
        throw new IllegalArgumentException(
            what
                + ": edge id "
                + ids[i]
                + " of "
                + edges.name()
                + " (position "
                + i
                + ") is out of range [0, "
                + edges.size()
                + ").");
      }
    }
  }

  static void pairs(String what, int[] u, int[] v) {
    if (u.length != v.length) {
      throw new IllegalArgumentException(
          what
              + ": "
              + u.length
              + " sources and "
              + v.length
              + " destinations; expected as many of each.");
    }
  }

  /** Checks one end of all edges against its node set. */
  static void ends(EdgeType type, String end, Ids ids, NodeSet nodes) {
    for (long i = 0; i < ids.size(); i++) {
      int id = ids.get(i);
      if (id < 0 || id >= nodes.size()) {
        throw new IllegalArgumentException(
            "Graph: "
                + end
                + "["
                + i
                + "]="
                + id
                + " of relation "
                + type
                + " is out of range [0, "
                + nodes.size()
                + "), the nodes of type "
                + nodes.type()
                + ". Was the node count taken before adding nodes?");
      }
    }
  }
}
