package dev.weft.nn.conv;

import dev.weft.kernels.lang.Reduction;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.norm.BatchNorm;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Principal neighbourhood aggregation (Corso et al., 2020). The features are cut into towers; each
 * makes messages {@code M([x_u, x_v, x_e])}, aggregates them in several ways, scales each aggregate
 * by functions of the in-degree D, and gives {@code batchnorm(U([x, aggregates]) / √nodes)}; a
 * linear map with a leaky ReLU (slope 0.01) mixes the towers. A node without in-edges has
 * aggregates of 0. Sources and destinations are the same nodes.
 *
 * @param in features of x
 * @param out features of y
 * @param towers of equal sizes
 * @param mixing [out, out]
 * @param options what the towers share
 */
public record PnaConv(int in, int out, List<Tower> towers, Linear mixing, Options options)
    implements Layer {
  /**
   * Ways to aggregate. Moments are signed roots of the mean power of what differs from the mean.
   */
  public enum Aggregator {
    /** Mean. */
    MEAN,
    /** Maximum. */
    MAX,
    /** Minimum. */
    MIN,
    /** Sum. */
    SUM,
    /** Standard deviation. */
    STD,
    /** Variance. */
    VAR,
    /** Third root of the third moment. */
    MOMENT3,
    /** Fourth root of the fourth moment. */
    MOMENT4,
    /** Fifth root of the fifth moment. */
    MOMENT5
  }

  /** Ways to scale an aggregate; δ is the mean of ln(D + 1) over the training nodes. */
  public enum Scaler {
    /** Times 1. */
    IDENTITY,
    /** Times ln(D + 1) / δ. */
    AMPLIFICATION,
    /** Times δ / ln(D + 1); 0 where D is 0. */
    ATTENUATION
  }

  /** Whether x is added to y where both are equally wide. */
  public enum Skip {
    /** It is. */
    ADDED,
    /** It is not. */
    NONE
  }

  /**
   * What the towers share.
   *
   * @param aggregators in order
   * @param scalers in order
   * @param delta δ
   * @param skip whether x is added
   * @param dropout share that training drops of each tower's result
   */
  public record Options(
      List<Aggregator> aggregators, List<Scaler> scalers, double delta, Skip skip, double dropout) {
    /** Copies the lists. */
    public Options {
      aggregators = List.copyOf(aggregators);
      scalers = List.copyOf(scalers);
    }
  }

  /**
   * One tower.
   *
   * @param message M
   * @param update U
   * @param norm of its result
   */
  public record Tower(Linear message, Linear update, BatchNorm norm) implements Layer {
    @Override
    public Parameters parameters() {
      return Parameters.none().with("M", message).with("U", update).with("batchnorm", norm);
    }
  }

  /**
   * Towers of in / count features.
   *
   * @param count number of towers, a divisor of in and out
   * @param edgeFeatures width of x_e, 0 for none
   */
  public static PnaConv of(
      int in, int out, int count, int edgeFeatures, Options options, Seed seed) {
    if (count < 1 || in % count != 0 || out % count != 0) {
      throw new IllegalArgumentException(
          "PnaConv: towers=" + count + ", in=" + in + ", out=" + out + "; expected a divisor.");
    }
    int width = in / count;
    int aggregates = options.aggregators.size() * options.scalers.size();
    List<Tower> towers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Seed own = seed.child("towers").child(i);
      Linear message = Linear.of(2 * width + edgeFeatures, width, own.child("M"));
      Linear update = Linear.of((aggregates + 1) * width, out / count, own.child("U"));
      towers.add(new Tower(message, update, BatchNorm.of(out / count)));
    }
    Linear mixing = Linear.of(out, out, seed.child("mixing_layer"));
    return new PnaConv(in, out, List.copyOf(towers), mixing, options);
  }

  @Override
  public Parameters parameters() {
    return Parameters.none().with("towers", towers).with("mixing_layer", List.of(mixing));
  }

  /** For one graph, without edge features. */
  public Tensor forward(Edges edges, Tensor x, Mode mode) {
    return forward(edges, x, List.of(), Tensor.count(x.space()), mode);
  }

  /**
   * With edge features, or for the graphs of a batch.
   *
   * @param edgeFeatures rows of the edges; an empty list, or one tensor
   * @param nodes number of nodes of each node's graph, rows [] of the nodes or a constant
   */
  public Tensor forward(Edges edges, Tensor x, List<Tensor> edgeFeatures, Tensor nodes, Mode mode) {
    Widths.check(this, "x", x, in);
    Tensor degree = edges.inDegrees();
    Tensor shrink = Norm.inverseRoot(nodes);
    int width = in / towers.size();
    List<Tensor> results = new ArrayList<>();
    for (int i = 0; i < towers.size(); i++) {
      Tower tower = towers.get(i);
      Tensor own = x.slice(-1, i * width, (i + 1) * width);
      Tensor message = message(edges, tower, own, edgeFeatures);
      Tensor all = Tensor.concat(-1, own, scaled(aggregated(edges, message), degree));
      Tensor h = tower.norm.forward(tower.update.apply(all).times(shrink), mode);
      results.add(mode.in("towers", i).dropout(h, options.dropout));
    }
    Tensor mixed = mixing.apply(Tensor.concat(-1, results.toArray(Tensor[]::new)));
    Tensor y = Functions.leakyRelu(mixed, 0.01);
    return options.skip == Skip.ADDED && in == out ? y.plus(x) : y;
  }

  /** M is linear: what it makes of u, of v and of e is added on the edge. */
  private static Tensor message(Edges edges, Tower tower, Tensor x, List<Tensor> edgeFeatures) {
    int width = x.shape().width();
    Tensor w = tower.message.weight().read();
    Tensor sum =
        edges
            .src(x.matmulTransposed(w.slice(1, 0, width)))
            .plus(edges.dst(x.matmulTransposed(w.slice(1, width, 2 * width))));
    for (Tensor e : edgeFeatures) {
      sum = sum.plus(e.matmulTransposed(w.slice(1, 2 * width, tower.message.in())));
    }
    return sum.plus(tower.message.bias().orElseThrow().read());
  }

  private Tensor aggregated(Edges edges, Tensor message) {
    return Tensor.concat(
        -1,
        options.aggregators.stream().map(a -> aggregate(a, edges, message)).toArray(Tensor[]::new));
  }

  private static Tensor aggregate(Aggregator how, Edges edges, Tensor message) {
    return switch (how) {
      case MEAN -> edges.mean(message);
      case MAX -> edges.max(message);
      case MIN -> edges.min(message);
      case SUM -> edges.reduce(message, Reduction.SUM);
      case VAR -> variance(edges, message);
      case STD -> whereReached(edges, variance(edges, message).plus(1e-30).sqrt());
      case MOMENT3 -> moment(edges, message, 3);
      case MOMENT4 -> moment(edges, message, 4);
      case MOMENT5 -> moment(edges, message, 5);
    };
  }

  private static Tensor variance(Edges edges, Tensor message) {
    Tensor mean = edges.mean(message);
    return Functions.relu(edges.mean(message.times(message)).minus(mean.times(mean)));
  }

  private static Tensor moment(Edges edges, Tensor message, int n) {
    Tensor difference = message.minus(edges.dst(edges.mean(message)));
    Tensor power =
        IntStream.range(1, n).mapToObj(i -> difference).reduce(difference, Tensor::times);
    Tensor mean = edges.mean(power);
    return whereReached(edges, mean.sign().times(mean.abs().plus(1e-30).pow(1.0 / n)));
  }

  private static Tensor whereReached(Edges edges, Tensor x) {
    return edges.inDegrees().gt(0).select(x, Tensor.literal(0));
  }

  private Tensor scaled(Tensor aggregates, Tensor degree) {
    Tensor log = degree.plus(1).log();
    Tensor reached = degree.gt(0).select(log, Tensor.literal(1));
    return Tensor.concat(
        -1,
        options.scalers.stream()
            .map(
                scaler ->
                    switch (scaler) {
                      case IDENTITY -> aggregates;
                      case AMPLIFICATION -> aggregates.times(log.times(1 / options.delta));
                      case ATTENUATION ->
                          aggregates.times(reached.reciprocal().times(options.delta));
                    })
            .toArray(Tensor[]::new));
  }

  @Override
  public String toString() {
    return "PnaConv(in=" + in + ", out=" + out + ", towers=" + towers.size() + ")";
  }
}
