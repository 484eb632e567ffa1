package dev.weft.kernels.sparse;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Native;
import dev.weft.kernels.parallel.Once;
import dev.weft.kernels.parallel.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a {@link Csr} in blocks of consecutive columns, each a CSR over all rows whose
 * entries keep their order and their edge ids. Rows gathered for one block come from memory that a
 * cache can hold.
 */
public final class ColumnBlocks {
  /**
   * Columns are told apart by a product and a shift, since a division costs as much as the rest.
   */
  private static final int SHIFT = 40;

  private final List<Csr> blocks;
  private final MemorySegment degrees;

  private ColumnBlocks(List<Csr> blocks, MemorySegment degrees) {
    this.blocks = blocks;
    this.degrees = degrees;
  }

  /**
   * The entries in blocks of about equally many columns.
   *
   * @throws IllegalArgumentException when {@code count} is not between 1 and 64, or edge ids have
   *     64 bits
   */
  static ColumnBlocks of(Csr csr, int count) {
    if (count < 1 || count > 64 || csr.edgeIds() != DType.INT32) {
      throw new IllegalArgumentException(
          "ColumnBlocks(" + csr + "): count=" + count + "; expected 1 to 64 and int32 edge ids.");
    }
    Builder builder = new Builder(csr, count);
    builder.count();
    builder.fill();
    Reference.reachabilityFence(csr);
    return new ColumnBlocks(List.copyOf(builder.parts()), builder.degrees());
  }

  /** The blocks, in order of their columns. */
  public List<Csr> blocks() {
    return blocks;
  }

  /** float32 number of entries of every row in all blocks, {@code rows} long. */
  public MemorySegment degrees() {
    return degrees;
  }

  /** Counts what each row has in each block, then puts entries there. */
  private static final class Builder {
    private final Csr csr;
    private final int count;
    private final long factor;
    private final long rows;
    private final List<MemorySegment> indptrs = new ArrayList<>();
    private final List<MemorySegment> indices = new ArrayList<>();

    Builder(Csr csr, int count) {
      this.csr = csr;
      this.count = count;
      this.rows = csr.rows();
      this.factor = ((long) count << SHIFT) / Math.max(1, csr.cols());
      for (int b = 0; b < count; b++) {
        indptrs.add(Ids.longs(rows + 1));
      }
    }

    private int blockOf(long column) {
      return (int) (column * factor >>> SHIFT);
    }

    void count() {
      Chunks chunks = csr.chunks();
      Workers.run(chunks.count(), c -> count(chunks.firstRow(c), chunks.endRow(c)));
      for (MemorySegment indptr : indptrs) {
        long base = indptr.address();
        long sum = 0;
        Ids.setLong(base, 0, 0);
        for (long r = 1; r <= rows; r++) {
          sum += Ids.getLong(base, r);
          Ids.setLong(base, r, sum);
        }
        indices.add(Ids.ints(sum));
      }
    }

    private void count(long from, long to) {
      long[] bases = addresses(indptrs);
      long pointers = csr.indptr().address();
      long columns = csr.indices().address();
      int[] seen = new int[count];
      for (long r = from; r < to; r++) {
        long end = Ids.getLong(pointers, r + 1);
        for (long p = Ids.getLong(pointers, r); p < end; p++) {
          seen[blockOf(Ids.get(columns, p))]++;
        }
        for (int b = 0; b < count; b++) {
          Ids.setLong(bases[b], r + 1, seen[b]);
          seen[b] = 0;
        }
      }
    }

    void fill() {
      fill(csr.indices().address(), indices);
    }

    /** The edge ids of every block. */
    List<MemorySegment> eids() {
      List<MemorySegment> out =
          indices.stream().map(list -> Ids.ints(list.byteSize() / 4)).toList();
      fill(csr.eids().map(MemorySegment::address).orElse(0L), out);
      Reference.reachabilityFence(csr);
      return out;
    }

    /** Distributes what stands at every entry; at address 0 its position does. */
    private void fill(long from, List<MemorySegment> to) {
      Chunks chunks = csr.chunks();
      long[] addresses = addresses(to);
      Workers.run(chunks.count(), c -> fill(from, addresses, chunks.firstRow(c), chunks.endRow(c)));
    }

    private void fill(long values, long[] to, long first, long last) {
      long[] bases = addresses(indptrs);
      long pointers = csr.indptr().address();
      long columns = csr.indices().address();
      long[] at = new long[count];
      for (int b = 0; b < count; b++) {
        at[b] = Ids.getLong(bases[b], first);
      }
      long end = Ids.getLong(pointers, last);
      for (long p = Ids.getLong(pointers, first); p < end; p++) {
        int b = blockOf(Ids.get(columns, p));
        Ids.set(to[b], at[b]++, values == 0 ? (int) p : Ids.get(values, p));
      }
    }

    private static long[] addresses(List<MemorySegment> segments) {
      return segments.stream().mapToLong(MemorySegment::address).toArray();
    }

    List<Csr> parts() {
      List<Csr> parts = new ArrayList<>();
      Once<List<MemorySegment>> eids = new Once<>(this::eids);
      for (int b = 0; b < count; b++) {
        int block = b;
        long size = Ids.getLong(indptrs.get(b).address(), rows);
        parts.add(
            Csr.part(
                csr,
                indptrs.get(b),
                indices.get(b),
                new Once<>(() -> eids.get().get(block)),
                size));
      }
      return parts;
    }

    MemorySegment degrees() {
      MemorySegment out = Memory.allocateUnset(4 * rows).segment();
      long pointers = csr.indptr().address();
      for (long r = 0; r < rows; r++) {
        float degree = Ids.getLong(pointers, r + 1) - Ids.getLong(pointers, r);
        Native.ALL.set(
            ValueLayout.JAVA_FLOAT_UNALIGNED, (out.address() + 4 * r) & Native.MASK, degree);
      }
      return out;
    }
  }
}
