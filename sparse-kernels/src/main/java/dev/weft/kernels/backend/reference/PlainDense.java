package dev.weft.kernels.backend.reference;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.dense.DenseCheck;
import dev.weft.kernels.dense.NamedRows;
import dev.weft.kernels.dense.TypeOrder;
import dev.weft.kernels.memory.Storage;
import java.util.Optional;

/** Matrix products as three nested loops in double. */
final class PlainDense implements Dense {
  @Override
  public void matmul(Storage a, Storage b, Factor factor, Storage c) {
    DenseCheck.matmul(a, b, factor, c);
    for (long i = 0; i < c.rows(); i++) {
      for (int j = 0; j < c.width(); j++) {
        double sum = 0;
        for (int k = 0; k < a.width(); k++) {
          sum +=
              Elements.get(a, i, k)
                  * (factor == Factor.PLAIN ? Elements.get(b, k, j) : Elements.get(b, j, k));
        }
        Elements.set(c, i, j, sum);
      }
    }
  }

  @Override
  public void outerSum(Storage a, Storage b, Storage c) {
    DenseCheck.outerSum(a, b, c);
    for (int i = 0; i < a.width(); i++) {
      for (int j = 0; j < b.width(); j++) {
        double sum = 0;
        for (long r = 0; r < a.rows(); r++) {
          sum += Elements.get(a, r, i) * Elements.get(b, r, j);
        }
        Elements.set(c, i, j, sum);
      }
    }
  }

  @Override
  public void transpose(Storage a, Storage c) {
    DenseCheck.transpose(a, c);
    for (int i = 0; i < c.width(); i++) {
      for (int j = 0; j < a.width(); j++) {
        Elements.set(c, j, i, Elements.get(a, i, j));
      }
    }
  }

  @Override
  public void segmentMatmul(Storage a, long[] offsets, Storage b, Factor factor, Storage c) {
    DenseCheck.segmentMatmul(a, offsets, b, c);
    int k = a.width();
    int n = c.width();
    for (int s = 0; s + 1 < offsets.length; s++) {
      for (long i = offsets[s]; i < offsets[s + 1]; i++) {
        for (int j = 0; j < n; j++) {
          double sum = 0;
          for (int l = 0; l < k; l++) {
            sum +=
                Elements.get(a, i, l)
                    * Elements.get(b, s, factor == Factor.PLAIN ? l * n + j : j * k + l);
          }
          Elements.set(c, i, j, sum);
        }
      }
    }
  }

  @Override
  public void segmentOuterSum(Storage a, long[] offsets, Storage b, Storage c) {
    DenseCheck.segmentOuterSum(a, offsets, b, c);
    for (int s = 0; s + 1 < offsets.length; s++) {
      for (int i = 0; i < a.width(); i++) {
        for (int j = 0; j < b.width(); j++) {
          double sum = 0;
          for (long r = offsets[s]; r < offsets[s + 1]; r++) {
            sum += Elements.get(a, r, i) * Elements.get(b, r, j);
          }
          Elements.set(c, s, i * b.width() + j, sum);
        }
      }
    }
  }

  @Override
  public void typedOuterSum(NamedRows a, NamedRows b, TypeOrder entries, int blocks, Storage c) {
    DenseCheck.typedOuterSum(a, b, entries, blocks, c);
    int k = a.rows().width() / blocks;
    int n = b.rows().width() / blocks;
    for (int t = 0; t < c.rows(); t++) {
      for (int j = 0; j < c.width(); j++) {
        double sum = 0;
        for (long p = entries.offsets()[t]; p < entries.offsets()[t + 1]; p++) {
          long entry = id(entries.order(), p);
          sum += element(a, entry, j / n, k) * element(b, entry, j / (k * n) * n + j % n, n);
        }
        Elements.set(c, t, j, sum);
      }
    }
  }

  private static long id(Optional<Storage> ids, long i) {
    return ids.map(s -> (long) s.host().segment().getAtIndex(JAVA_INT_UNALIGNED, i)).orElse(i);
  }

  private static double element(NamedRows x, long entry, int lane, int block) {
    double factor = x.factors().map(f -> Elements.get(f, entry, lane / block)).orElse(1.0);
    return factor * Elements.get(x.rows(), id(x.ids(), entry), lane);
  }
}
