package dev.weft.kernels.bench;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import dev.weft.kernels.bench.Case.Name;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.sparse.Coo;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * PyTorch's own operators, in its own memory, on one thread; results are allocated anew, as it
 * does. What goes over edges is written as one would in PyTorch: index both ends, then compute on
 * [E, F]; sums go through its sparse matrix in coordinate form, the one that its Java interface
 * has.
 */
final class Libtorch implements Contender {
  private final NDManager manager;

  Libtorch() {
    Engine.getEngine("PyTorch");
    JniUtils.setNumThreads(1);
    manager = NDManager.newBaseManager("PyTorch");
  }

  @Override
  public boolean has(Operator operator, int heads) {
    return switch (operator) {
      case GSPMM_COPY_U, GSPMM_U_MUL_E_SUM, GSDDMM_U_DOT_V, GSDDMM_U_ADD_V, SEGMENT_MM, SGEMM ->
          true;
      case GSPMM_COPY_U_MEAN,
          GSPMM_COPY_U_MAX,
          GSPMM_U_MUL_E_HEADS,
          EDGE_SOFTMAX,
          GAT,
          GATHER_MM,
          COO_TO_CSC,
          RELU_ADD_SUM,
          RELU_EDGE_SUM,
          GATED_SUM,
          EDGE_CONV_MAX ->
          false;
    };
  }

  @Override
  public Runnable prepare(Case on) {
    Supplier<NDArray> compute = expression(on);
    // For the check; what is timed leaves its result where it is.
    try (NDArray once = compute.get()) {
      float[] elements = once.toFloatArray();
      MemorySegment.copy(elements, 0, on.result().segment(), JAVA_FLOAT, 0, elements.length);
    }
    return () -> compute.get().close();
  }

  private Supplier<NDArray> expression(Case on) {
    return switch (on.operator) {
      case SGEMM -> {
        NDArray a = array(on.get(Name.A));
        NDArray b = array(on.get(Name.B));
        yield () -> a.matMul(b);
      }
      case SEGMENT_MM -> segments(on);
      case GSPMM_COPY_U, GSPMM_U_MUL_E_SUM -> {
        NDArray adjacency = adjacency(on);
        NDArray x = array(on.get(Name.X));
        yield () -> adjacency.matMul(x);
      }
      case GSDDMM_U_DOT_V -> {
        NDArray x = array(on.get(Name.X));
        NDIndex src = index(on.coo);
        NDIndex dst = index(on.coo.transpose());
        yield () -> {
          try (NDArray u = x.get(src);
              NDArray v = x.get(dst);
              NDArray product = u.mul(v)) {
            return product.sum(new int[] {1});
          }
        };
      }
      case GSDDMM_U_ADD_V -> {
        NDArray x = array(on.get(Name.X));
        NDIndex src = index(on.coo);
        NDIndex dst = index(on.coo.transpose());
        yield () -> {
          try (NDArray u = x.get(src);
              NDArray v = x.get(dst)) {
            return u.add(v);
          }
        };
      }
      case GSPMM_COPY_U_MEAN,
          GSPMM_COPY_U_MAX,
          GSPMM_U_MUL_E_HEADS,
          EDGE_SOFTMAX,
          GAT,
          GATHER_MM,
          COO_TO_CSC,
          RELU_ADD_SUM,
          RELU_EDGE_SUM,
          GATED_SUM,
          EDGE_CONV_MAX ->
          throw new IllegalArgumentException(on.operator.text() + " is not written in PyTorch.");
    };
  }

  /** A product for each segment, put together. */
  private Supplier<NDArray> segments(Case on) {
    NDList rows = array(on.get(Name.A)).split(Arrays.copyOfRange(on.offsets(), 1, Case.SEGMENTS));
    NDList matrices =
        array(on.get(Name.B)).reshape(Case.SEGMENTS, on.width, on.width).split(Case.SEGMENTS);
    return () -> {
      try (NDList products = new NDList()) {
        for (int s = 0; s < Case.SEGMENTS; s++) {
          try (NDArray matrix = matrices.get(s).squeeze(0)) {
            products.add(rows.get(s).matMul(matrix));
          }
        }
        return NDArrays.concat(products);
      }
    };
  }

  private NDArray array(HostStorage from) {
    return manager.create(from.segment().toArray(JAVA_FLOAT), new Shape(from.rows(), from.width()));
  }

  /** The rows of edges as an index. */
  private NDIndex index(Coo edges) {
    long[] ids = new long[Math.toIntExact(edges.size())];
    for (int e = 0; e < ids.length; e++) {
      ids[e] = edges.rowOf(e);
    }
    return new NDIndex("{}", manager.create(ids));
  }

  private NDArray adjacency(Case on) {
    int m = Math.toIntExact(on.coo.size());
    long[][] ids = new long[2][m];
    FloatBuffer values =
        ByteBuffer.allocateDirect(4 * m).order(ByteOrder.nativeOrder()).asFloatBuffer();
    boolean weighted = on.operator == Operator.GSPMM_U_MUL_E_SUM;
    for (int e = 0; e < m; e++) {
      ids[0][e] = on.coo.colOf(e);
      ids[1][e] = on.coo.rowOf(e);
      values.put(e, weighted ? on.get(Name.W).segment().getAtIndex(JAVA_FLOAT, e) : 1);
    }
    return manager.createCoo(values, ids, new Shape(on.coo.cols(), on.coo.rows()));
  }
}
