package dev.weft.kernels.bench;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.weft.kernels.bench.Case.Name;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.mkl.global.mkl_rt;
import org.bytedeco.mkl.global.mkl_rt.matrix_descr;
import org.bytedeco.mkl.global.mkl_rt.sparse_matrix;

/**
 * Intel's MKL on the case's memory: its sparse matrix times a dense one, values laid out in its
 * order and the matrix analysed beforehand, and its sgemm. It runs on the threads that {@code
 * MKL_NUM_THREADS} says, one as the benchmark's command sets it.
 */
final class Mkl implements Contender {
  private static final int ZERO_BASED = 0;
  private static final int NO_TRANSPOSE = 10;
  private static final int GENERAL = 20;
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANS = 111;

  @Override
  public boolean has(Operator operator, int heads) {
    return operator == Operator.GSPMM_COPY_U
        || operator == Operator.GSPMM_U_MUL_E_SUM
        || operator == Operator.SGEMM;
  }

  @Override
  public Runnable prepare(Case on) {
    return on.operator == Operator.SGEMM ? sgemm(on) : sparse(on);
  }

  private static Runnable sgemm(Case on) {
    FloatPointer a = floats(on.get(Name.A));
    FloatPointer b = floats(on.get(Name.B));
    FloatPointer c = floats(on.get(Name.C));
    int n = on.width;
    return () -> mkl_rt.cblas_sgemm(ROW_MAJOR, NO_TRANS, NO_TRANS, n, n, n, 1, a, n, b, n, 0, c, n);
  }

  private static Runnable sparse(Case on) {
    int rows = Math.toIntExact(on.in.rows());
    IntPointer indptr = ints(narrow(on));
    sparse_matrix matrix = new sparse_matrix();
    expect(
        mkl_rt.mkl_sparse_s_create_csr(
            matrix,
            ZERO_BASED,
            rows,
            Math.toIntExact(on.in.cols()),
            indptr,
            new IntPointer(indptr).position(1),
            ints(on.in.indices()),
            values(on)));
    matrix_descr plain = new matrix_descr().type(GENERAL);
    expect(mkl_rt.mkl_sparse_set_mm_hint(matrix, NO_TRANSPOSE, plain, ROW_MAJOR, on.width, 1_000));
    expect(mkl_rt.mkl_sparse_optimize(matrix));
    FloatPointer x = floats(on.get(Name.X));
    FloatPointer y = floats(on.get(Name.Y));
    return () ->
        expect(
            mkl_rt.mkl_sparse_s_mm(
                NO_TRANSPOSE, 1, matrix, plain, ROW_MAJOR, x, on.width, on.width, 0, y, on.width));
  }

  private static void expect(int status) {
    if (status != 0) {
      throw new IllegalStateException("MKL returned " + status + "; expected 0.");
    }
  }

  private static MemorySegment narrow(Case on) {
    int[] indptr = new int[Math.toIntExact(on.in.rows() + 1)];
    for (int v = 0; v < indptr.length; v++) {
      indptr[v] = (int) on.in.indptr().getAtIndex(JAVA_LONG, v);
    }
    return Case.ints(indptr);
  }

  /** Ones, or the edges' weights by position. */
  private static FloatPointer values(Case on) {
    int m = Math.toIntExact(on.in.size());
    MemorySegment values = Memory.allocate(4L * m).segment();
    boolean weighted = on.operator == Operator.GSPMM_U_MUL_E_SUM;
    MemorySegment eids = on.eids();
    for (int at = 0; at < m; at++) {
      float value =
          weighted
              ? on.get(Name.W).segment().getAtIndex(JAVA_FLOAT, eids.getAtIndex(JAVA_INT, at))
              : 1;
      values.setAtIndex(JAVA_FLOAT, at, value);
    }
    return new FloatPointer(at(values));
  }

  private static FloatPointer floats(HostStorage storage) {
    return new FloatPointer(at(storage.segment()));
  }

  private static IntPointer ints(MemorySegment segment) {
    return new IntPointer(at(segment));
  }

  private static Pointer at(MemorySegment segment) {
    return new Pointer() {
      {
        address = segment.address();
      }
    };
  }
}
