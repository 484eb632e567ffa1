package dev.weft.message;

import dev.weft.graph.Frame;
import dev.weft.graph.Graph;
import dev.weft.graph.Space;
import dev.weft.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Tensors by space and name: those that were given, and behind them the columns of a graph.
 * Immutable.
 */
public final class NamedData {
  private final Graph graph;
  private final Map<Space, Map<String, Tensor>> given;

  private NamedData(Graph graph, Map<Space, Map<String, Tensor>> given) {
    this.graph = graph;
    this.given = given;
  }

  /** The columns of a graph. */
  public static NamedData of(Graph graph) {
    return new NamedData(graph, Map.of());
  }

  /** This data with a tensor added or replaced. */
  public NamedData with(Space space, String name, Tensor x) {
    Map<Space, Map<String, Tensor>> copy = new HashMap<>(given);
    Map<String, Tensor> named = new HashMap<>(copy.getOrDefault(space, Map.of()));
    named.put(name, Place.in("Messages: \"" + name + "\"", x, space));
    copy.put(space, named);
    return new NamedData(graph, copy);
  }

  /**
   * The tensor of this name: the one that was given, or the graph's column in place.
   *
   * @throws IllegalArgumentException when there is neither; the message lists what there is
   */
  public Tensor get(Space space, String name) {
    Map<String, Tensor> named = given.getOrDefault(space, Map.of());
    if (named.containsKey(name)) {
      return named.get(name);
    }
    Frame frame = graph.frame(space);
    if (frame.has(name)) {
      return Tensor.of(frame.column(name));
    }
    throw new IllegalArgumentException(
        "Messages: there is no \""
            + name
            + "\" for "
            + space
            + "; given tensors are "
            + new TreeSet<>(named.keySet())
            + ", columns are "
            + frame.columns().keySet()
            + ". Give it: with(\""
            + name
            + "\", tensor).");
  }
}
