package dev.weft.compile;

import dev.weft.compile.Group.Domain;
import dev.weft.compile.Node.Kind;
import dev.weft.compile.Node.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What computing a node in some domain needs: the first group it could be in, what it would read,
 * and whose values it could share.
 */
final class Need {
  /** Where in a kernel a value is used. */
  enum Spot {
    /** Once for a row of the domain. */
    ROW,
    /** Once for every edge of the row. */
    ENTRY
  }

  private record Visit(Node node, Spot spot) {}

  private final Domain domain;
  private final List<Group> groups;
  private final Set<Visit> visited = new HashSet<>();
  private final Set<Node> reads = new HashSet<>();
  private final Set<Node> computed = new HashSet<>();
  private final Set<Integer> shared = new HashSet<>();
  private int earliest;

  Need(Node node, Domain domain, List<Group> groups) {
    this.domain = domain;
    this.groups = groups;
    for (Node input : node.inputs) {
      if (node.kind == Kind.AT || node.kind == Kind.IS_EDGE) {
        far(node);
      } else if (node.kind == Kind.PRODUCT && input == node.inputs[1]) {
        memory(input);
      } else {
        require(input, inputSpot(node, domain));
      }
    }
  }

  /** Where the inputs of a placed node are used. */
  static Spot inputSpot(Node node, Domain domain) {
    return node.kind == Kind.REDUCE || node.kind == Kind.ARG ? Spot.ENTRY : spot(node, domain);
  }

  /** Where a placed node's own value is. */
  static Spot spot(Node node, Domain domain) {
    return domain.visitsNeighbors() && node.level == Level.EDGE ? Spot.ENTRY : Spot.ROW;
  }

  int earliest() {
    return earliest;
  }

  Set<Node> reads() {
    return reads;
  }

  /** The inline nodes that are computed for it. */
  Set<Node> computed() {
    return computed;
  }

  boolean shares(Group group) {
    return shared.contains(group.number);
  }

  private void require(Node node, Spot spot) {
    if (!visited.add(new Visit(node, spot))) {
      return;
    }
    switch (node.kind) {
      case LEAF, ALIAS -> memory(node);
      case NUMBER, RANDOM -> {
        if (node.placed) {
          placed(node, spot);
        }
      }
      case REDUCE, ARG, TOTAL, STEP -> placed(node, spot);
      case ROWWISE, PRODUCT, AT, IS_EDGE -> {
        if (node.placed) {
          placed(node, spot);
        } else {
          computed.add(node);
          inline(node, spot);
        }
      }
    }
  }

  private void inline(Node node, Spot spot) {
    if (node.kind == Kind.PRODUCT) {
      require(node.inputs[0], spot);
      memory(node.inputs[1]);
    } else if (node.kind == Kind.ROWWISE) {
      for (Node input : node.inputs) {
        require(input, spot);
      }
    } else {
      far(node);
    }
  }

  /** The input of an AT or IS_EDGE: the row's own value, or memory. */
  private void far(Node node) {
    Node input = node.inputs[0];
    if (node.kind == Kind.AT && node.end() == domain.end()) {
      require(input, Spot.ROW);
    } else if (!Nodes.isPlainRandom(input)) {
      memory(input);
    }
  }

  private void placed(Node node, Spot spot) {
    Group group = groups.get(node.group);
    boolean fusable =
        group.isKernel
            && group.domain.equals(domain)
            && node.kind != Kind.TOTAL
            && node.kind != Kind.ARG;
    if (fusable && spot(node, domain) == spot) {
      earliest = Math.max(earliest, node.group);
      shared.add(node.group);
      reads.add(node);
    } else {
      memory(node);
    }
  }

  private void memory(Node node) {
    Node base = node.base();
    if (base.kind != Kind.LEAF) {
      if (base.group == Node.UNPLACED) {
        throw new IllegalStateException(
            "Need: " + base + " is read from memory, but nothing stores it.");
      }
      earliest = Math.max(earliest, base.group + 1);
    }
    if (node.level != Level.CONSTANT) {
      reads.add(node);
    }
  }
}
