package dev.weft.graph;

import dev.weft.kernels.sparse.Coo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Node sets, relations and batch layout of a graph, without data: shared by all graphs that differ
 * in data only. In a block sources and destinations are different node sets; otherwise the two maps
 * are one.
 */
final class Structure {
  final SortedMap<String, NodeSet> src;
  final SortedMap<String, NodeSet> dst;
  final List<Relation> relations;
  final BatchLayout layout;
  private final Map<NodeSet, EdgeList> blockDst = new ConcurrentHashMap<>();

  Structure(
      SortedMap<String, NodeSet> src,
      SortedMap<String, NodeSet> dst,
      List<Relation> relations,
      BatchLayout layout) {
    this.src = src;
    this.dst = dst;
    this.relations = List.copyOf(relations);
    this.layout = layout;
  }

  boolean isBlock() {
    return src != dst;
  }

  NodeSet only(SortedMap<String, NodeSet> sets) {
    if (sets.size() != 1) {
      throw new IllegalArgumentException(
          "Graph: the node type was not given, and there are "
              + sets.size()
              + ": "
              + sets.keySet()
              + ". Name one.");
    }
    return sets.get(sets.firstKey());
  }

  static NodeSet named(SortedMap<String, NodeSet> sets, String type) {
    NodeSet found = sets.get(type);
    if (found == null) {
      throw new IllegalArgumentException(
          "Graph: there is no node type \"" + type + "\"; node types are " + sets.keySet() + ".");
    }
    return found;
  }

  Relation onlyRelation() {
    if (relations.size() != 1) {
      throw new IllegalArgumentException(
          "Graph: the relation was not given, and there are "
              + relations.size()
              + ": "
              + types()
              + ". Name one.");
    }
    return relations.getFirst();
  }

  Relation relation(String name) {
    List<Relation> exact =
        relations.stream().filter(r -> r.type().toString().equals(name)).toList();
    List<Relation> found =
        exact.isEmpty()
            ? relations.stream().filter(r -> r.type().relation().equals(name)).toList()
            : exact;
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "Graph: there is no relation \"" + name + "\"; relations are " + types() + ".");
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "Graph: several relations are called \""
              + name
              + "\": "
              + found.stream().map(Relation::type).toList()
              + ". Give the full src:relation:dst.");
    }
    return found.getFirst();
  }

  private List<EdgeType> types() {
    return relations.stream().map(Relation::type).toList();
  }

  /** Every node set and edge list once, those of nodes first. */
  List<Space> spaces() {
    List<Space> all = new java.util.ArrayList<>(src.values());
    if (isBlock()) {
      all.addAll(dst.values());
    }
    Set<Space> edges =
        relations.stream()
            .map(Relation::edges)
            .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
    all.addAll(edges);
    return all;
  }

  /** From every destination of a block to the source that is the same node. */
  EdgeList blockDst(String type) {
    NodeSet to = named(dst, type);
    return blockDst.computeIfAbsent(to, key -> identity(key, named(src, type)));
  }

  private static EdgeList identity(NodeSet from, NodeSet to) {
    Ids same = Ids.range(from.size());
    Coo coo = new Coo(from.size(), to.size(), from.size(), same.segment(), same.segment());
    return EdgeList.of(from.type() + ":_same:" + to.type(), from, to, coo);
  }

  static SortedMap<String, NodeSet> byType(Iterable<NodeSet> sets) {
    SortedMap<String, NodeSet> out = new TreeMap<>();
    sets.forEach(nodes -> out.put(nodes.type(), nodes));
    return java.util.Collections.unmodifiableSortedMap(out);
  }
}
