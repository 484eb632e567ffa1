package dev.weft.nn.conv;

import dev.weft.graph.Graph;
import dev.weft.graph.Relation;
import dev.weft.message.CrossReducer;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A convolution for each relation; results of relations that end in the same nodes become one, in
 * the order of canonical types. A relation without edges counts with what its layer makes of
 * nothing: its bias.
 *
 * @param layers by relation
 * @param across how results that meet become one
 */
public record HeteroGraphConv(SortedMap<String, GraphLayer> layers, CrossReducer across)
    implements Layer {
  /** Keeps a copy of the map. */
  public HeteroGraphConv {
    layers = new TreeMap<>(layers);
  }

  /** Results that meet are added. */
  public static HeteroGraphConv of(Map<String, ? extends GraphLayer> layers) {
    return new HeteroGraphConv(new TreeMap<>(layers), CrossReducer.SUM);
  }

  /** With another way to join results. */
  public HeteroGraphConv withAcross(CrossReducer other) {
    return new HeteroGraphConv(layers, other);
  }

  @Override
  public Parameters parameters() {
    Parameters all = Parameters.none();
    for (Map.Entry<String, GraphLayer> layer : layers.entrySet()) {
      all = all.with("mods." + layer.getKey(), layer.getValue());
    }
    return all;
  }

  /**
   * Features by destination type, for types that a relation with a layer ends in.
   *
   * @param x features by node type; in a block those of sources, the first of which are the
   *     destinations
   * @throws IllegalArgumentException when the graph lacks a relation, or a type has no features
   */
  public SortedMap<String, Tensor> forward(
      Graph graph, Map<String, ? extends Features> x, Mode mode) {
    SortedMap<Relation, GraphLayer> inOrder = new TreeMap<>(Comparator.comparing(Relation::type));
    layers.forEach((name, layer) -> inOrder.put(graph.relation(name), layer));
    SortedMap<String, List<Tensor>> parts = new TreeMap<>();
    inOrder.forEach(
        (relation, layer) -> {
          Tensor y =
              layer.forward(
                  relation, ends(graph, relation, layer, x), mode.in(relation.type().toString()));
          parts.computeIfAbsent(relation.type().dst(), _ -> new ArrayList<>()).add(y);
        });
    SortedMap<String, Tensor> result = new TreeMap<>();
    parts.forEach((type, list) -> result.put(type, across.apply(list)));
    return result;
  }

  private static Ends ends(
      Graph graph, Relation relation, GraphLayer layer, Map<String, ? extends Features> x) {
    Features src = features(relation.type().src(), x);
    if (!layer.readsDestinations()) {
      return Ends.of(src);
    }
    String type = relation.type().dst();
    Features dst = features(type, x);
    return graph.isBlock()
        ? Ends.of(src, Edges.blockDst(graph, type, dst.toDense()))
        : Ends.of(src, dst);
  }

  private static Features features(String type, Map<String, ? extends Features> x) {
    Features found = x.get(type);
    if (found == null) {
      throw new IllegalArgumentException(
          "HeteroGraphConv: no features came for nodes of type "
              + type
              + "; expected them for both ends of every relation, and got those of "
              + x.keySet()
              + ".");
    }
    return found;
  }

  @Override
  public String toString() {
    return "HeteroGraphConv(" + layers + ", " + across + ")";
  }
}
