package dev.weft.compile;

import dev.weft.compile.Group.Domain;
import dev.weft.compile.Node.Kind;
import dev.weft.compile.Node.Level;
import dev.weft.tensor.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Distributes the placed nodes over groups, in order. A node joins an earlier group when that
 * iterates over the rows it needs, when all it reads is there by then, and when it has something in
 * common with it; else it opens a group. So a softmax with its weighted sum, and all reductions
 * over one relation, become one kernel.
 */
final class Schedule {
  /** A kernel with this many instructions takes no more work. */
  private static final int FULL = 128;

  private final Classes classes;
  private final List<Group> groups = new ArrayList<>();

  Schedule(List<Node> nodes, Classes classes) {
    this.classes = classes;
    nodes.stream().filter(node -> node.placed && !node.late).forEach(this::place);
    nodes.stream().filter(node -> node.placed && node.late).forEach(this::place);
  }

  List<Group> groups() {
    return groups;
  }

  private void place(Node node) {
    if (node.kind == Kind.STEP) {
      open(node, Domain.rows(node.rowClass), false);
      return;
    }
    for (Group group : groups) {
      if (group.isKernel && fits(node, group.domain)) {
        Need need = new Need(node, group.domain, groups);
        if (group.number >= need.earliest() && isWelcome(node, need, group)) {
          join(node, group, need);
          return;
        }
      }
    }
    Domain domain = preferred(node);
    join(node, newGroup(domain, true), new Need(node, domain, groups));
  }

  private void open(Node node, Domain domain, boolean isKernel) {
    Group group = newGroup(domain, isKernel);
    node.group = group.number;
    group.members.add(node);
  }

  private Group newGroup(Domain domain, boolean isKernel) {
    Group group = new Group(groups.size(), domain, isKernel);
    groups.add(group);
    return group;
  }

  private static void join(Node node, Group group, Need need) {
    node.group = group.number;
    group.members.add(node);
    group.reads.addAll(need.reads());
    group.computed.add(node);
    group.computed.addAll(need.computed());
  }

  /** What a node has rows for: a total, those it adds up. */
  private static Node subject(Node node) {
    return node.kind == Kind.TOTAL ? node.inputs[0] : node;
  }

  private static boolean fits(Node node, Domain domain) {
    Node subject = subject(node);
    if (node.kind == Kind.REDUCE || node.kind == Kind.ARG) {
      return domain.list() == node.list && domain.end() == node.end();
    }
    return switch (subject.level) {
      case CONSTANT -> domain.rowClass() == Classes.NONE;
      case ROW -> domain.rowClass() == subject.rowClass;
      case EDGE ->
          subject.list >= 0
              ? domain.list() == subject.list
              : !domain.visitsNeighbors() && domain.rowClass() == subject.rowClass;
    };
  }

  private Domain preferred(Node node) {
    Node subject = subject(node);
    boolean reduces = node.kind == Kind.REDUCE || node.kind == Kind.ARG;
    if (!reduces && (subject.level != Level.EDGE || subject.list < 0)) {
      return Domain.rows(subject.rowClass);
    }
    Op.End end = reduces ? node.end() : Op.End.DST;
    return new Domain(classes.of(end.of(node.edges.orElseThrow())), node.list, end);
  }

  private static boolean isWelcome(Node node, Need need, Group group) {
    Set<Node> all = new HashSet<>(need.computed());
    all.addAll(group.computed);
    if (all.size() >= FULL) {
      return false;
    }
    boolean ofNodes =
        subject(node).level == Level.ROW && node.kind != Kind.REDUCE && node.kind != Kind.ARG;
    return !ofNodes || need.shares(group) || !Collections.disjoint(group.reads, need.reads());
  }
}
