package dev.weft.kernels.bench;

import dev.weft.kernels.bench.Case.Name;
import dev.weft.kernels.parallel.Workers;

/**
 * Ten message functions written by hand with the Vector API, one loop nest each: what somebody
 * would write who needs just this one and has a day. {@link HandSums} and {@link HandEdges} hold
 * those that go column by column, {@link HandScores} those that need a number for every edge first.
 * They compute in a single thread.
 */
final class HandWritten implements Contender {
  HandWritten() {
    if (Workers.threads() > 1 && Integer.getInteger("weft.threads", 1) > 1) {
      throw new IllegalStateException("hand: loops by hand run on one thread.");
    }
  }

  @Override
  public boolean has(Operator operator, int heads) {
    return switch (operator) {
      case GSPMM_COPY_U,
          GSPMM_COPY_U_MAX,
          GSPMM_U_MUL_E_SUM,
          GSPMM_U_MUL_E_HEADS,
          GSDDMM_U_DOT_V,
          GAT,
          RELU_ADD_SUM,
          RELU_EDGE_SUM,
          GATED_SUM,
          EDGE_CONV_MAX ->
          true;
      case GSPMM_COPY_U_MEAN,
          GSDDMM_U_ADD_V,
          EDGE_SOFTMAX,
          SEGMENT_MM,
          GATHER_MM,
          SGEMM,
          COO_TO_CSC ->
          false;
    };
  }

  @Override
  public Runnable prepare(Case on) {
    HandGraph g = HandGraph.of(on);
    long x = on.get(Name.X).address(0);
    return switch (on.operator) {
      case GSPMM_COPY_U -> {
        long y = on.get(Name.Y).address(0);
        yield () -> HandSums.copy(g, x, y);
      }
      case GSPMM_COPY_U_MAX -> {
        long y = on.get(Name.Y).address(0);
        yield () -> HandSums.max(g, x, y);
      }
      case GSPMM_U_MUL_E_SUM -> {
        long y = on.get(Name.Y).address(0);
        long w = on.get(Name.W).address(0);
        yield () -> HandSums.scaled(g, x, w, y);
      }
      case RELU_ADD_SUM -> {
        long y = on.get(Name.Y).address(0);
        yield () -> HandEdges.reluAdd(g, x, y);
      }
      case RELU_EDGE_SUM -> {
        long y = on.get(Name.Y).address(0);
        long e = on.get(Name.E).address(0);
        yield () -> HandEdges.reluEdge(g, x, e, y);
      }
      case EDGE_CONV_MAX -> {
        long y = on.get(Name.Y).address(0);
        yield () -> HandEdges.edgeConv(g, x, y);
      }
      case GSDDMM_U_DOT_V -> {
        long out = on.get(Name.OUT).address(0);
        yield () -> HandScores.dots(g, x, out);
      }
      case GSPMM_U_MUL_E_HEADS -> {
        HandScores scores = new HandScores(g);
        long y = on.get(Name.Y).address(0);
        long w = on.get(Name.W).address(0);
        yield () -> scores.heads(x, w, y);
      }
      case GAT -> {
        HandScores scores = new HandScores(g);
        long y = on.get(Name.Y).address(0);
        long left = on.get(Name.LEFT).address(0);
        long right = on.get(Name.RIGHT).address(0);
        yield () -> scores.attention(x, left, right, y);
      }
      case GATED_SUM -> {
        HandScores scores = new HandScores(g.ofOneHead());
        long y = on.get(Name.Y).address(0);
        yield () -> scores.gated(x, y);
      }
      case GSPMM_COPY_U_MEAN,
          GSDDMM_U_ADD_V,
          EDGE_SOFTMAX,
          SEGMENT_MM,
          GATHER_MM,
          SGEMM,
          COO_TO_CSC ->
          throw new IllegalArgumentException(on.operator.text() + " is not written by hand.");
    };
  }
}
