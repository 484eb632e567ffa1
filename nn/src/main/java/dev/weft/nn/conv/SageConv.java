package dev.weft.nn.conv;

import dev.weft.kernels.memory.Shape;
import dev.weft.nn.Ends;
import dev.weft.nn.GraphLayer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.init.Init;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Features;
import dev.weft.tensor.Functions;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.SparseTensor;
import dev.weft.tensor.Tensor;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * GraphSAGE (Hamilton et al., 2017): {@code y = act(W_self x_v + W_neigh agg_v + b)}. An edge
 * weight multiplies the message. The {@link Aggregator} says what agg is. x [numSrc, in] gives
 * [numDst, out]; a destination without in-edges gets agg = 0.
 *
 * @param aggregator what is made of the neighbours
 * @param self W_self and b; none for GCN
 * @param neighbours W_neigh
 * @param pool the map before the maximum; POOL only
 * @param bias b of GCN, or none
 * @param dropout share of the features that training drops first
 * @param activation applied last
 */
public record SageConv(
    Aggregator aggregator,
    Optional<Linear> self,
    Linear neighbours,
    Optional<Linear> pool,
    Optional<Parameter> bias,
    double dropout,
    UnaryOperator<Tensor> activation)
    implements GraphLayer {

  /** What is made of the in-neighbours of a node. */
  public enum Aggregator {
    /** Their mean. */
    MEAN,
    /**
     * {@code (sum + x_v) / (in-degree + 1)}, the node among its neighbours; there is no W_self
     * then.
     */
    GCN,
    /** The maximum of {@code relu(W_pool x + b_pool)}. */
    POOL
  }

  private static final Init GLOROT = Init.glorotUniform(Init.RELU_GAIN);

  /** Sources and destinations of one width. */
  public static SageConv of(int in, int out, Aggregator aggregator, Seed seed) {
    return of(in, in, out, aggregator, seed);
  }

  /** Sources and destinations of two widths, which must be equal for GCN. */
  public static SageConv of(int inSrc, int inDst, int out, Aggregator aggregator, Seed seed) {
    Linear neighbours = Linear.of(inSrc, out, seed.child("fc_neigh"), GLOROT);
    UnaryOperator<Tensor> none = UnaryOperator.identity();
    return switch (aggregator) {
      case MEAN ->
          new SageConv(
              aggregator,
              Optional.of(self(inDst, out, seed)),
              neighbours,
              Optional.empty(),
              Optional.empty(),
              0,
              none);
      case GCN -> {
        if (inSrc != inDst) {
          throw new IllegalArgumentException(
              "SageConv(GCN): in="
                  + inSrc
                  + " for sources and "
                  + inDst
                  + " for destinations; expected equal widths, since both are added.");
        }
        Parameter bias = Init.zeros().weight("bias", Shape.of(out), inSrc, out, seed);
        yield new SageConv(
            aggregator, Optional.empty(), neighbours, Optional.empty(), Optional.of(bias), 0, none);
      }
      case POOL -> {
        Seed poolSeed = seed.child("fc_pool");
        Linear pool = Linear.of(inSrc, inSrc, poolSeed, GLOROT).withBias(poolSeed, Init.linear());
        yield new SageConv(
            aggregator,
            Optional.of(self(inDst, out, seed)),
            neighbours,
            Optional.of(pool),
            Optional.empty(),
            0,
            none);
      }
    };
  }

  private static Linear self(int in, int out, Seed seed) {
    return Linear.of(in, out, seed.child("fc_self"), GLOROT)
        .withBias(seed.child("fc_self"), Init.linear());
  }

  /** Without the bias that is added last. */
  public SageConv withoutBias() {
    return new SageConv(
        aggregator,
        self.map(Linear::withoutBias),
        neighbours,
        pool,
        Optional.empty(),
        dropout,
        activation);
  }

  /** Dropping this share of the features in training. */
  public SageConv withDropout(double p) {
    return new SageConv(aggregator, self, neighbours, pool, bias, p, activation);
  }

  /** With a function applied last. */
  public SageConv withActivation(UnaryOperator<Tensor> other) {
    return new SageConv(aggregator, self, neighbours, pool, bias, dropout, other);
  }

  @Override
  public Parameters parameters() {
    Parameters all = Parameters.none().with(bias);
    all = pool.isPresent() ? all.with("fc_pool", pool.get()) : all;
    all = all.with("fc_neigh", neighbours);
    return self.isPresent() ? all.with("fc_self", self.get()) : all;
  }

  @Override
  public Tensor forward(Edges edges, Ends given, Mode mode) {
    Widths.check(this, "x", given.src(), neighbours.in());
    Ends ends = given.map(x -> mode.dropout(x, dropout));
    Tensor received =
        switch (aggregator) {
          case MEAN -> around(ends.src(), h -> edges.mean(ends.weigh(edges.src(h))));
          case GCN -> withItself(edges, ends);
          case POOL ->
              neighbours.apply(
                  edges.max(
                      ends.weigh(edges.src(Functions.relu(pool.orElseThrow().apply(ends.src()))))));
        };
    Tensor y =
        self.map(own -> received.plus(ends.atDestinations(edges, own::apply))).orElse(received);
    return activation.apply(bias.map(b -> y.plus(b.read())).orElse(y));
  }

  /** W_neigh before or after a linear aggregation, whichever is less work. */
  private Tensor around(Features x, UnaryOperator<Tensor> aggregation) {
    return first(x)
        ? aggregation.apply(neighbours.apply(x))
        : neighbours.apply(aggregation.apply(x.toDense()));
  }

  private boolean first(Features x) {
    return neighbours.in() > neighbours.out() || x instanceof SparseTensor;
  }

  private Tensor withItself(Edges edges, Ends ends) {
    Tensor scale = edges.inDegrees().plus(1).reciprocal();
    if (first(ends.src())) {
      Tensor h = neighbours.apply(ends.src());
      Tensor own = ends.dst().map(neighbours::apply).orElseGet(() -> Ends.firstRows(edges, h));
      return edges.sum(ends.weigh(edges.src(h))).plus(own).times(scale);
    }
    Tensor sum = edges.sum(ends.weigh(edges.src(ends.src().toDense())));
    return neighbours.apply(sum.plus(ends.atDestinations(edges, Features::toDense)).times(scale));
  }

  @Override
  public String toString() {
    return "SageConv(in=" + neighbours.in() + ", out=" + neighbours.out() + ", " + aggregator + ")";
  }
}
