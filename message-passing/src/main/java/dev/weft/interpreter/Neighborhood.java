package dev.weft.interpreter;

import dev.weft.graph.EdgeList;
import dev.weft.kernels.lang.Reduction;
import dev.weft.tensor.Op;
import java.util.Arrays;

/** Between nodes and edges. Edges are visited in edge-id order. */
final class Neighborhood {
  private Neighborhood() {}

  /** The node at one end of an edge. */
  private static int node(EdgeList edges, Op.End end, int edge) {
    return switch (end) {
      case SRC -> edges.coo().rowOf(edge);
      case DST -> edges.coo().colOf(edge);
    };
  }

  /** The number of (source, destination) in a dense matrix. */
  static long pair(EdgeList edges, int edge) {
    return node(edges, Op.End.SRC, edge) * edges.dst().size() + node(edges, Op.End.DST, edge);
  }

  static void at(EdgeList edges, Op.End end, Table x, Table out) {
    int width = out.width();
    for (int edge = 0; edge < out.rows(); edge++) {
      System.arraycopy(x.data(), x.start(node(edges, end, edge)), out.data(), edge * width, width);
    }
  }

  static void reduce(EdgeList edges, Op.End end, Reduction op, Table x, Table out) {
    Rows.Accumulator[] sums = new Rows.Accumulator[out.rows()];
    for (int node = 0; node < sums.length; node++) {
      sums[node] = new Rows.Accumulator(op, out, node);
    }
    for (int edge = 0; edge < edges.size(); edge++) {
      for (int lane = 0; lane < out.width(); lane++) {
        sums[node(edges, end, edge)].add(lane, x.data()[x.start(edge) + lane]);
      }
    }
    for (Rows.Accumulator sum : sums) {
      sum.finish();
    }
  }

  static void arg(EdgeList edges, Op.End end, Reduction op, Table x, Table out) {
    int width = out.width();
    Arrays.fill(out.data(), -1);
    for (int edge = 0; edge < edges.size(); edge++) {
      for (int lane = 0; lane < width; lane++) {
        int slot = node(edges, end, edge) * width + lane;
        int best = (int) out.data()[slot];
        if (best < 0 || wins(op, x.data()[x.start(edge) + lane], x.data()[x.start(best) + lane])) {
          out.data()[slot] = edge;
        }
      }
    }
  }

  /**
   * Whether a later value takes the place of an earlier one: it is strictly better, or the first
   * NaN.
   */
  private static boolean wins(Reduction op, double later, double earlier) {
    if (Double.isNaN(earlier) || Double.isNaN(later)) {
      return !Double.isNaN(earlier);
    }
    return op == Reduction.MAX ? later > earlier : later < earlier;
  }

  static void isEdge(EdgeList edges, Op.End end, Table arg, Table out) {
    int width = out.width();
    for (int edge = 0; edge < out.rows(); edge++) {
      for (int lane = 0; lane < width; lane++) {
        out.data()[edge * width + lane] =
            arg.data()[arg.start(node(edges, end, edge)) + lane] == edge ? 1 : 0;
      }
    }
  }

  /** Shifted by the neighbourhood's maximum, so that nothing overflows. */
  static void softmax(EdgeList edges, Op.End end, Table x, Table out) {
    int width = out.width();
    int nodes = Math.toIntExact(end.of(edges).size());
    double[] maximum = new double[nodes * width];
    double[] sum = new double[nodes * width];
    Arrays.fill(maximum, Double.NEGATIVE_INFINITY);
    for (int edge = 0; edge < out.rows(); edge++) {
      for (int lane = 0; lane < width; lane++) {
        int slot = node(edges, end, edge) * width + lane;
        maximum[slot] = Math.max(maximum[slot], x.data()[x.start(edge) + lane]);
      }
    }
    for (int edge = 0; edge < out.rows(); edge++) {
      for (int lane = 0; lane < width; lane++) {
        int slot = node(edges, end, edge) * width + lane;
        double power = Math.exp(x.data()[x.start(edge) + lane] - maximum[slot]);
        out.data()[edge * width + lane] = power;
        sum[slot] += power;
      }
    }
    for (int edge = 0; edge < out.rows(); edge++) {
      for (int lane = 0; lane < width; lane++) {
        out.data()[edge * width + lane] /= sum[node(edges, end, edge) * width + lane];
      }
    }
  }
}
