package dev.weft.kernels.backend.cuda.dense;

import dev.weft.kernels.backend.cuda.Device;
import dev.weft.kernels.backend.cuda.dense.Product.Axis;
import dev.weft.kernels.backend.cuda.ptx.Entry;
import dev.weft.kernels.backend.cuda.ptx.Module;
import dev.weft.kernels.dense.Dense;
import dev.weft.kernels.dense.DenseCheck;
import dev.weft.kernels.dense.NamedRows;
import dev.weft.kernels.dense.TypeOrder;
import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.DeviceStorage;
import dev.weft.kernels.memory.Lease;
import dev.weft.kernels.memory.Storage;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Products on a device, of matrices in its memory. A call returns when they are asked for.
 *
 * <p>A long sum of a small result is cut into chunks of terms, whose partial results are added in
 * order. Which tile and which chunks follows from the sizes ({@link Tile}).
 */
public final class DeviceDense implements Dense {
  /** Row tiles of all segments that are listed one by one; beyond, a piece has several. */
  private static final int MOST_PIECES = 1024;

  private final BackendMemory memory;
  private final Kernels kernels;
  private final List<Tile> tiles;

  /**
   * Products on this device.
   *
   * @param memory its memory
   * @param tiles what may be chosen from, at least one
   */
  public DeviceDense(Device device, BackendMemory memory, List<Tile> tiles) {
    this.memory = memory;
    this.kernels = new Kernels(device);
    this.tiles = List.copyOf(tiles);
  }

  /** All kernels that products may need, one a module. */
  public static List<Module> modules() {
    List<Entry> entries = new ArrayList<>();
    for (Product product : Product.values()) {
      Tile.ALL.forEach(tile -> entries.add(ProductEntry.of(product, tile)));
    }
    entries.addAll(List.of(SumEntry.one(), SumEntry.several(), TransposeEntry.of()));
    return entries.stream().map(entry -> new Module(List.of(entry))).toList();
  }

  @Override
  public void matmul(Storage a, Storage b, Factor factor, Storage c) {
    DenseCheck.matmul(a, b, factor, c);
    Product product = factor == Factor.PLAIN ? Product.MATMUL_NN : Product.MATMUL_NT;
    product(product, a, b, c, a.width());
  }

  @Override
  public void outerSum(Storage a, Storage b, Storage c) {
    DenseCheck.outerSum(a, b, c);
    product(Product.OUTER_SUM, a, b, c, a.rows());
  }

  private void product(Product product, Storage a, Storage b, Storage c, long depth) {
    Arguments arguments = matrices(a, b, c).set(Parameter.DEPTH, depth);
    if (c.rows() == 0 || c.width() == 0) {
      return;
    }
    Tile tile = Tile.choose(tiles, c.rows(), c.width(), 1);
    long blocks = place(arguments, tile, c.rows(), c.width());
    long chunk = tile.chunk(blocks, depth);
    long parts = Math.max(1, Math.ceilDiv(depth, chunk));
    arguments
        .set(Parameter.CHUNK, chunk)
        .set(Parameter.A_STEP, chunk * (product.a == Axis.DEPTH ? 4 : Arguments.stride(a)))
        .set(Parameter.B_STEP, chunk * (product.b == Axis.DEPTH ? 4 : Arguments.stride(b)));
    if (parts == 1) {
      kernels.product(product, tile, blocks, arguments);
    } else {
      long elements = c.rows() * c.width();
      try (Lease lease = memory.lease(Math.multiplyExact(4 * elements, parts))) {
        long partials = Arguments.address(lease.storage(0, 0), DType.INT8);
        arguments
            .set(Parameter.C, partials)
            .set(Parameter.C_STRIDE, 4L * c.width())
            .set(Parameter.C_STEP, 4 * elements);
        kernels.product(product, tile, Math.multiplyExact(blocks, parts), arguments);
        arguments
            .matrix(Parameter.C, Parameter.C_STRIDE, c)
            .set(Parameter.A, partials)
            .set(Parameter.PARTIALS, parts);
        kernels.sum(Math.ceilDiv(elements, SumEntry.ELEMENTS), arguments);
      }
    }
    keep(a, b, c);
  }

  private static Arguments matrices(Storage a, Storage b, Storage c) {
    return new Arguments()
        .matrix(Parameter.A, Parameter.A_STRIDE, a)
        .matrix(Parameter.B, Parameter.B_STRIDE, b)
        .matrix(Parameter.C, Parameter.C_STRIDE, c);
  }

  /** Says how a result [m, n] is tiled, and gives its number of blocks. */
  private static long place(Arguments arguments, Tile tile, long m, long n) {
    arguments
        .set(Parameter.ROWS, m)
        .set(Parameter.COLS, n)
        .set(Parameter.ROW_TILES, tile.rowTiles(m))
        .set(Parameter.COL_TILES, tile.colTiles(n));
    return tile.tiles(m, n);
  }

  @Override
  public void transpose(Storage a, Storage c) {
    DenseCheck.transpose(a, c);
    Arguments arguments = matrices(a, a, c);
    if (a.rows() == 0 || a.width() == 0) {
      return;
    }
    long squares = Math.ceilDiv(a.width(), TransposeEntry.SIDE);
    arguments
        .set(Parameter.ROWS, a.rows())
        .set(Parameter.COLS, a.width())
        .set(Parameter.COL_TILES, squares);
    kernels.transpose(squares * Math.ceilDiv(a.rows(), TransposeEntry.SIDE), arguments);
    keep(a, a, c);
  }

  @Override
  public void segmentMatmul(Storage a, long[] offsets, Storage b, Factor factor, Storage c) {
    DenseCheck.segmentMatmul(a, offsets, b, c);
    Arguments arguments = matrices(a, b, c).set(Parameter.DEPTH, a.width());
    int segments = offsets.length - 1;
    if (c.rows() == 0 || c.width() == 0) {
      return;
    }
    Product product =
        factor == Factor.PLAIN ? Product.SEGMENT_MATMUL_NN : Product.SEGMENT_MATMUL_NT;
    Tile tile = Tile.choose(tiles, Math.ceilDiv(c.rows(), segments), c.width(), segments);
    long piece = tile.rows() * Math.ceilDiv(tile.rowTiles(c.rows()), MOST_PIECES);
    Table table = new Table();
    for (int s = 0; s < segments; s++) {
      for (long row = offsets[s]; row < offsets[s + 1]; row += piece) {
        table.add(
            address(c, row), address(a, row), address(b, s), Math.min(piece, offsets[s + 1] - row));
      }
    }
    long blocks = place(arguments, tile, piece, c.width()) * table.rows();
    arguments.set(Parameter.B_STRIDE, 4L * (factor == Factor.PLAIN ? c.width() : a.width()));
    launch(table, arguments, () -> kernels.product(product, tile, blocks, arguments));
    keep(a, b, c);
  }

  private static long address(Storage rows, long row) {
    return Arguments.address(rows, DType.FLOAT32) + row * Arguments.stride(rows);
  }

  @Override
  public void segmentOuterSum(Storage a, long[] offsets, Storage b, Storage c) {
    DenseCheck.segmentOuterSum(a, offsets, b, c);
    TypeOrder entries = new TypeOrder(offsets, Optional.empty());
    typedOuterSum(NamedRows.of(a), NamedRows.of(b), entries, 1, c);
  }

  @Override
  public void typedOuterSum(NamedRows a, NamedRows b, TypeOrder entries, int blocks, Storage c) {
    DenseCheck.typedOuterSum(a, b, entries, blocks, c);
    Arguments arguments = matrices(a.rows(), b.rows(), c);
    names(arguments, a, Parameter.A_IDS, Parameter.A_FACTORS, Parameter.A_FACTOR_STRIDE);
    names(arguments, b, Parameter.B_IDS, Parameter.B_FACTORS, Parameter.B_FACTOR_STRIDE);
    entries.order().ifPresent(o -> arguments.set(Parameter.ORDER, list(o)));
    if (c.rows() > 0 && c.width() > 0) {
      outerSums(arguments, entries.offsets(), blocks, a.rows().width() / blocks, c);
    }
    keep(a.rows(), b.rows(), c);
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
    Reference.reachabilityFence(entries);
  }

  private static void names(
      Arguments arguments, NamedRows side, Parameter ids, Parameter factors, Parameter stride) {
    side.ids().ifPresent(i -> arguments.set(ids, list(i)));
    side.factors().ifPresent(f -> arguments.matrix(factors, stride, f));
  }

  private static long list(Storage ids) {
    return Arguments.address(ids, DType.INT32);
  }

  /** Sums of [blocks, k, n] for every type, whose rows the arguments name. */
  private void outerSums(Arguments arguments, long[] offsets, int blocks, int k, Storage c) {
    int types = offsets.length - 1;
    int n = c.width() / (blocks * k);
    Tile tile = Tile.choose(tiles, k, n, (long) types * blocks);
    long blocksOfOne = blocks * place(arguments, tile, k, n);
    long chunk = tile.chunk(blocksOfOne, offsets[types]);
    long bytes = 4L * c.width();
    long all = IntStream.range(0, types).mapToLong(t -> partials(offsets, t, chunk)).sum();
    try (Lease lease = memory.lease(Math.multiplyExact(bytes, all))) {
      long next = Arguments.address(lease.storage(0, 0), DType.INT8);
      Table products = new Table();
      Table sums = new Table();
      for (int t = 0; t < types; t++) {
        long partials = partials(offsets, t, chunk);
        if (partials > 0) {
          sums.add(address(c, t), next, partials, 0);
        }
        // A type without entries has one sum, of none.
        for (long i = 0; i < Math.max(1, partials); i++) {
          long first = offsets[t] + i * chunk;
          long count = Math.min(chunk, offsets[t + 1] - first);
          products.add(partials > 0 ? next : address(c, t), first, count, 0);
          next += partials > 0 ? bytes : 0;
        }
      }
      arguments
          .set(Parameter.BLOCKS, blocks)
          .set(Parameter.C_STEP, 4L * k * n)
          .set(Parameter.C_STRIDE, 4L * n);
      long grid = Math.multiplyExact(blocksOfOne, products.rows());
      launch(
          products,
          arguments,
          () -> kernels.product(Product.TYPED_OUTER_SUM, tile, grid, arguments));
      long blocksOfSum = Math.ceilDiv(c.width(), SumEntry.ELEMENTS);
      arguments
          .set(Parameter.ROWS, 1)
          .set(Parameter.COLS, c.width())
          .set(Parameter.ROW_TILES, blocksOfSum);
      launch(sums, arguments, () -> kernels.sums(blocksOfSum * sums.rows(), arguments));
    }
  }

  /** Partial results of a type: none when one chunk holds all its entries. */
  private static long partials(long[] offsets, int type, long chunk) {
    long chunks = Math.ceilDiv(offsets[type + 1] - offsets[type], chunk);
    return chunks > 1 ? chunks : 0;
  }

  private void launch(Table table, Arguments arguments, Runnable kernel) {
    if (table.rows() > 0) {
      DeviceStorage uploaded = table.on(memory);
      arguments.set(Parameter.TABLE, uploaded.address());
      kernel.run();
      uploaded.block().close();
    }
  }

  private static void keep(Storage a, Storage b, Storage c) {
    Reference.reachabilityFence(a);
    Reference.reachabilityFence(b);
    Reference.reachabilityFence(c);
  }
}
