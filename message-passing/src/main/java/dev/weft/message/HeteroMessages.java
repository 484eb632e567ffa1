package dev.weft.message;

import dev.weft.graph.Graph;
import dev.weft.graph.Relation;
import dev.weft.kernels.lang.Reduction;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Message passing over several relations of a graph, DGL's {@code multi_update_all}. Immutable. */
public final class HeteroMessages {
  /**
   * What one relation does.
   *
   * @param message value for every edge
   * @param how its reduction at the destinations
   */
  public record RelationUpdate(Function<Message, Tensor> message, Reduction how) {}

  private final Graph graph;
  private final NamedData data;

  private HeteroMessages(Graph graph, NamedData data) {
    this.graph = graph;
    this.data = data;
  }

  /** Over the relations of a graph, with its columns as data. */
  public static HeteroMessages of(Graph graph) {
    return new HeteroMessages(graph, NamedData.of(graph));
  }

  /**
   * These messages with a tensor at the source nodes of a type (its nodes, in a graph that is no
   * block).
   */
  public HeteroMessages withNodes(String type, String name, Tensor x) {
    return new HeteroMessages(graph, data.with(graph.srcNodes(type), name, x));
  }

  /** These messages with a tensor at the destination nodes of a type. */
  public HeteroMessages withDstNodes(String type, String name, Tensor x) {
    return new HeteroMessages(graph, data.with(graph.dstNodes(type), name, x));
  }

  /** These messages with a tensor on the edges of a relation. */
  public HeteroMessages withEdges(String relation, String name, Tensor x) {
    return new HeteroMessages(graph, data.with(graph.relation(relation).edges(), name, x));
  }

  /** Message passing over one of the relations. */
  public Messages over(String relation) {
    return Messages.of(graph.relation(relation), data);
  }

  /**
   * Updates by relation, then the results of relations that end in the same nodes as one, in the
   * order of canonical types. A relation without edges has no messages: it counts as zeros, as in
   * DGL.
   *
   * @param updates what each relation does, by name; relations that are not named do nothing
   * @return by destination type, for those that a named relation ends in
   */
  public SortedMap<String, Tensor> multiUpdateAll(
      Map<String, RelationUpdate> updates, CrossReducer across) {
    SortedMap<Relation, RelationUpdate> inOrder =
        new TreeMap<>(Comparator.comparing(Relation::type));
    updates.forEach((name, update) -> inOrder.put(graph.relation(name), update));
    SortedMap<String, List<Tensor>> parts = new TreeMap<>();
    inOrder.forEach(
        (relation, update) -> {
          Tensor part = Messages.of(relation, data).updateAll(update.message(), update.how());
          parts.computeIfAbsent(relation.type().dst(), type -> new ArrayList<>()).add(part);
        });
    SortedMap<String, Tensor> result = new TreeMap<>();
    parts.forEach((type, list) -> result.put(type, across.apply(list)));
    return result;
  }
}
