package dev.weft.nn.conv;

import dev.weft.kernels.memory.Shape;
import dev.weft.message.Groups;
import dev.weft.nn.Ends;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.TypedLinear;
import dev.weft.nn.init.Init;
import dev.weft.nn.norm.LayerNorm;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Heterogeneous graph transformer (Hu et al., 2020). Keys, queries and values are linear maps by
 * node type; per head and over in-edges of relation r, {@code a = softmax(k_u W_att,r · q_v μ_r /
 * √head)} and {@code h_v = Σ a v_u W_msg,r}; then {@code y = norm(σ(s) · drop(h A) + (1 − σ(s)) ·
 * x)}, A and s by the destination's type. Neither messages nor scores are kept for every edge.
 *
 * <p>x [numSrc, in] gives [numDst, heads * head].
 *
 * @param k keys
 * @param q queries
 * @param v values
 * @param a what heads become
 * @param attention W_att [relations, head, head] of every head
 * @param message W_msg [relations, head, head] of every head
 * @param priority μ [relations] of every head
 * @param skip s [node types]
 * @param residual [in, heads * head], or none where x is as wide as y
 * @param norm layer normalisation of y, or none
 * @param dropout of h A in training
 */
public record HgtConv(
    TypedLinear k,
    TypedLinear q,
    TypedLinear v,
    TypedLinear a,
    List<TypedLinear> attention,
    List<TypedLinear> message,
    List<Parameter> priority,
    Parameter skip,
    Optional<Parameter> residual,
    Optional<LayerNorm> norm,
    double dropout)
    implements Layer {
  private static final String NAME = "HgtConv";

  /** Maps uniform as in {@link TypedLinear}, priorities and skips from 1; no norm, no dropout. */
  public static HgtConv of(int in, int head, int heads, int nodeTypes, int relations, Seed seed) {
    int out = heads * head;
    List<TypedLinear> attention = new ArrayList<>();
    List<TypedLinear> message = new ArrayList<>();
    List<Parameter> priority = new ArrayList<>();
    for (int h = 0; h < heads; h++) {
      attention.add(TypedLinear.of(head, head, relations, seed.child("relation_att").child(h)));
      message.add(TypedLinear.of(head, head, relations, seed.child("relation_msg").child(h)));
      priority.add(ones("relation_pri." + h, relations, seed));
    }
    Optional<Parameter> residual =
        in == out
            ? Optional.empty()
            : Optional.of(
                Init.glorotUniform(1).weight("residual_w", Shape.of(in, out), in, out, seed));
    return new HgtConv(
        TypedLinear.of(in, out, nodeTypes, seed.child("linear_k")),
        TypedLinear.of(in, out, nodeTypes, seed.child("linear_q")),
        TypedLinear.of(in, out, nodeTypes, seed.child("linear_v")),
        TypedLinear.of(out, out, nodeTypes, seed.child("linear_a")),
        List.copyOf(attention),
        List.copyOf(message),
        List.copyOf(priority),
        ones("skip", nodeTypes, seed),
        residual,
        Optional.empty(),
        0);
  }

  private static Parameter ones(String name, int count, Seed seed) {
    return Init.constant(1).weight(name, Shape.of(count), count, count, seed);
  }

  /** With layer normalisation of the result. */
  public HgtConv withNorm() {
    LayerNorm own = LayerNorm.of(a.out());
    return new HgtConv(
        k, q, v, a, attention, message, priority, skip, residual, Optional.of(own), dropout);
  }

  /** With dropout before the residual connection. */
  public HgtConv withDropout(double probability) {
    return new HgtConv(k, q, v, a, attention, message, priority, skip, residual, norm, probability);
  }

  @Override
  public Parameters parameters() {
    Parameters all = Parameters.of(skip).with(residual);
    all = all.with("linear_k", k).with("linear_q", q).with("linear_v", v).with("linear_a", a);
    for (Parameter p : priority) {
      all = all.with(p);
    }
    all = all.with("relation_att", attention).with("relation_msg", message);
    return norm.isPresent() ? all.with("norm", norm.get()) : all;
  }

  /**
   * Features of the destinations.
   *
   * @param x features of the sources, whose first rows are the destinations of a block
   * @param typeOfNode the type of every source
   * @param typeOfEdge the relation of every edge
   */
  public Tensor forward(Edges edges, Tensor x, Groups typeOfNode, Groups typeOfEdge, Mode mode) {
    Widths.check(this, "x", x, k.in());
    Tensor own = Ends.firstRows(edges, x);
    Groups typeOfOwn = typeOfNode.ofFirst(Ends.destinations(edges));
    int heads = attention.size();
    int head = a.out() / heads;
    Tensor keys = k.apply(x, typeOfNode).reshape(heads, head);
    Tensor queries = q.apply(own, typeOfOwn).reshape(heads, head);
    Tensor values = v.apply(x, typeOfNode).reshape(heads, head);
    Tensor mapped = typeOfEdge.matmul(edges.src(keys), attentionMatrices(head));
    Tensor weight = edges.softmax(mapped.dot(edges.dst(queries)));
    Tensor messages = typeOfEdge.matmul(edges.src(values), byHead(message));
    Tensor heard = edges.sum(weight.times(messages)).reshape(a.out());
    Tensor h = mode.in(NAME).dropout(a.apply(heard, typeOfOwn), dropout);
    Tensor alpha = typeOfOwn.broadcast(skip.read().sigmoid().asRows()).reshape(1);
    Tensor old = residual.map(w -> own.matmul(w.read())).orElse(own);
    Tensor y = h.times(alpha).plus(old.times(Tensor.literal(1).minus(alpha)));
    return norm.map(n -> n.forward(y, mode).toDense()).orElse(y);
  }

  /** W_att · μ / √head, [heads, head, head] for every relation: scores need no factor then. */
  private Tensor attentionMatrices(int head) {
    Tensor[] each =
        priority.stream().map(p -> p.read().asRows().reshape(1, 1, 1)).toArray(Tensor[]::new);
    return byHead(attention).times(Tensor.concat(0, each)).times(1 / Math.sqrt(head));
  }

  /** The matrices of all heads beside each other, a row for every relation. */
  private static Tensor byHead(List<TypedLinear> layers) {
    Tensor[] each =
        layers.stream()
            .map(layer -> layer.parameters().get("W").read())
            .map(w -> w.asRows().reshape(1, w.shape().dim(1), w.shape().dim(2)))
            .toArray(Tensor[]::new);
    return Tensor.concat(0, each);
  }

  @Override
  public String toString() {
    return "HgtConv(in="
        + k.in()
        + ", head="
        + a.out() / attention.size()
        + ", heads="
        + attention.size()
        + ")";
  }
}
