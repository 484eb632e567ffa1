package dev.weft.nn;

import dev.weft.graph.EdgeList;
import dev.weft.graph.NodeSet;
import dev.weft.kernels.sparse.Coo;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Op;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a convolution reads: features at the ends of the edges, and a weight for every edge if there
 * is one.
 *
 * @param src features of the sources
 * @param dst features of the destinations; empty where they are the first of the sources: all of
 *     them in an ordinary graph, the first rows in a block
 * @param weight weight of every edge, row shape [] or [1]; empty for none
 */
public record Ends(Features src, Optional<Features> dst, Optional<Tensor> weight) {
  /** Checks the shape of the weight. */
  public Ends {
    weight.ifPresent(
        w -> {
          if (w.shape().width() != 1) {
            throw new IllegalArgumentException(
                "Ends: the edge weight has row shape "
                    + w.shape()
                    + "; expected [] or [1], one number for each edge.");
          }
        });
  }

  /** Features of the sources, whose first rows are the destinations. */
  public static Ends of(Features src) {
    return new Ends(src, Optional.empty(), Optional.empty());
  }

  /** Features of sources and of destinations, for a bipartite relation; widths may differ. */
  public static Ends of(Features src, Features dst) {
    return new Ends(src, Optional.of(dst), Optional.empty());
  }

  /** These with an edge weight, row shape [] or [1]. */
  public Ends weighted(Tensor edgeWeight) {
    return new Ends(src, dst, Optional.of(edgeWeight));
  }

  /** Other features of the sources, the same edge weight. */
  public Ends at(Features sources) {
    return new Ends(sources, Optional.empty(), weight);
  }

  /**
   * Fails when there is an edge weight, for layers that have no use for one.
   *
   * @throws IllegalArgumentException when there is one
   */
  public Ends unweighted(String layer) {
    if (weight.isPresent()) {
      throw new IllegalArgumentException(
          layer + ": an edge weight came; expected none, the layer's formula has no place for it.");
    }
    return this;
  }

  /**
   * Fails when the destinations have features of their own, for layers that read sources only.
   *
   * @throws IllegalArgumentException when they have
   */
  public Ends sourcesOnly(String layer) {
    if (dst.isPresent()) {
      throw new IllegalArgumentException(
          layer
              + ": features of destinations came; expected those of the sources only, the layer's formula has no place for others.");
    }
    return this;
  }

  /**
   * These with other features at the sources, and at the destinations where they have their own.
   */
  public Ends map(UnaryOperator<Features> function) {
    return new Ends(function.apply(src), dst.map(function), weight);
  }

  /** Messages of any row shape, multiplied by the edge weight if there is one. */
  public Tensor weigh(Tensor messages) {
    return weight.map(w -> messages.times(w.reshape(1))).orElse(messages);
  }

  /** What a row-wise function makes of the destinations' features. */
  public Tensor atDestinations(Edges edges, Function<Features, Tensor> function) {
    return dst.map(function)
        .orElseGet(
            () ->
                switch (src) {
                  case Tensor dense -> function.apply(firstRows(edges, dense));
                  case SparseTensor sparse -> firstRows(edges, function.apply(sparse));
                });
  }

  /**
   * The rows of the destinations among rows of the sources: all of them in an ordinary graph; in a
   * block the destinations come first.
   *
   * @throws IllegalArgumentException when there are more destinations than sources, so that the
   *     edges cannot be a block's
   */
  public static Tensor firstRows(Edges edges, Tensor x) {
    NodeSet sources = sources(edges);
    NodeSet destinations = destinations(edges);
    if (sources == destinations) {
      return x;
    }
    if (destinations.size() > sources.size()) {
      throw new IllegalArgumentException(
          "Ends over "
              + edges.list()
              + ": features came for the sources only, "
              + sources
              + ", and there are more destinations, "
              + destinations
              + "; expected a block, whose destinations are the first of its sources. Give both, Ends.of(src, dst).");
    }
    int[] first = IntStream.range(0, Math.toIntExact(destinations.size())).toArray();
    EdgeList rows =
        EdgeList.of(
            "first rows",
            sources,
            destinations,
            Coo.of(sources.size(), destinations.size(), first, first));
    return x.at(rows, Op.End.SRC).in(destinations);
  }

  /** The nodes that these edges leave. */
  public static NodeSet sources(Edges edges) {
    return edges.toward() == Op.End.DST ? edges.list().src() : edges.list().dst();
  }

  /** The nodes that these edges enter. */
  public static NodeSet destinations(Edges edges) {
    return edges.toward() == Op.End.DST ? edges.list().dst() : edges.list().src();
  }
}
