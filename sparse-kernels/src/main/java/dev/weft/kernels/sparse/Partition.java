package dev.weft.kernels.sparse;

import dev.weft.kernels.parallel.Workers;
import dev.weft.kernels.sparse.CountingSort.Keyed;
import dev.weft.kernels.sparse.CountingSort.Rows;
import java.lang.ref.Reference;

/**
 * Entries brought together by the upper bits of their keys, in stable order. Every bucket has few
 * enough keys for its counters to stay in the innermost cache, and there are few enough buckets for
 * the places they are written to to do so.
 *
 * <p>An entry travels as one word of 64 bits: the lower bits of its key, its value, and its
 * position within its block of the input. A block is as long as the bits that are left allow, so
 * that positions need no more room however many entries there are. One stream of words a bucket is
 * what makes this 1.4 times as fast as three arrays of 32 bits side by side, and takes two thirds
 * of their memory.
 */
final class Partition {
  private final Keyed in;
  private final Layout layout;
  private final int buckets;
  private final int blocks;

  /**
   * First position of every (bucket, block) pair, blocks of one bucket side by side; one more at
   * the end.
   */
  private final long starts;

  private final long words;

  /** Address of the entries' ids where they are not their positions, else 0. */
  private final long ids;

  private final boolean wideIds;

  /**
   * How a word is divided, from the top: key, value, position.
   *
   * @param keyBits lower bits of the key, which number the keys of a bucket
   * @param valueBits of the value
   * @param blockBits of the position; a block has 2^blockBits entries
   */
  record Layout(int keyBits, int valueBits, int blockBits) {
    /**
     * Keys of a bucket: with 15 edges a key its words, and what comes of them, are 64 KB each. Of
     * 2^7 to 2^13, 2^9 was fastest on 1.5 M edges and 100,000 nodes.
     */
    private static final int CACHED_KEY_BITS = 9;

    /** Places that are written to in turn, a cache line each, have to stay in the cache as well. */
    private static final int MAX_BUCKET_BITS = 10;

    /** At least 32 buckets where there are keys for them, so that threads have work. */
    private static final int MIN_BUCKET_BITS = 5;

    private static final int MAX_BLOCK_BITS = 18;

    static Layout of(Keyed in) {
      int keyBits = bits(in.bound());
      int bucketBits = Math.clamp(keyBits - CACHED_KEY_BITS, MIN_BUCKET_BITS, MAX_BUCKET_BITS);
      int lower = Math.max(0, keyBits - bucketBits);
      int valueBits = bits(in.valueBound());
      return new Layout(lower, valueBits, Math.min(MAX_BLOCK_BITS, Long.SIZE - lower - valueBits));
    }

    private static int bits(long bound) {
      return Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, bound - 1));
    }
  }

  private Partition(Keyed in, Layout layout, Scratch scratch) {
    this.in = in;
    this.layout = layout;
    this.buckets = (int) (((in.bound() - 1) >>> layout.keyBits) + 1);
    this.blocks = Math.toIntExact(((in.size() - 1) >>> layout.blockBits) + 1);
    this.starts = scratch.longs((long) buckets * blocks + 1).address();
    this.words = scratch.longs(in.size()).address();
    this.wideIds = in.ids().map(IdArray::isWide).orElse(false);
    this.ids =
        in.ids().map(given -> scratch.ids(in.size(), given.dtype()).segment().address()).orElse(0L);
  }

  /** Brings together; the result lives as long as the scratch memory. There must be an entry. */
  static Partition of(Keyed in, Scratch scratch) {
    return of(in, Layout.of(in), scratch);
  }

  static Partition of(Keyed in, Layout layout, Scratch scratch) {
    Partition partition = new Partition(in, layout, scratch);
    Workers.run(partition.blocks, partition::count);
    CountingSort.sumUp(partition.starts, (long) partition.buckets * partition.blocks + 1, 0);
    Workers.run(partition.blocks, partition::scatter);
    Reference.reachabilityFence(in);
    return partition;
  }

  int buckets() {
    return buckets;
  }

  private long begin(int block) {
    return Math.min(in.size(), (long) block << layout.blockBits);
  }

  private long start(int bucket, int block) {
    return Ids.getLong(starts, (long) bucket * blocks + block);
  }

  private void count(int block) {
    int[] counts = new int[buckets];
    long keys = in.keys().address();
    int shift = layout.keyBits;
    for (long i = begin(block), end = begin(block + 1); i < end; i++) {
      counts[Ids.get(keys, i) >>> shift]++;
    }
    for (int b = 0; b < buckets; b++) {
      Ids.setLong(starts, (long) b * blocks + block, counts[b]);
    }
  }

  private void scatter(int block) {
    long[] next = new long[buckets];
    for (int b = 0; b < buckets; b++) {
      next[b] = start(b, block);
    }
    if (ids == 0) {
      scatterWords(next, begin(block), begin(block + 1));
    } else {
      scatterWithIds(next, begin(block), begin(block + 1));
    }
  }

  private void scatterWords(long[] next, long begin, long end) {
    long keys = in.keys().address();
    long values = in.values().address();
    long to = words;
    int keyBits = layout.keyBits;
    int lower = (1 << keyBits) - 1;
    int valueBits = layout.valueBits;
    int blockBits = layout.blockBits;
    for (long i = begin; i < end; i++) {
      int key = Ids.get(keys, i);
      long keyAndValue = (long) (key & lower) << valueBits | Ids.get(values, i);
      Ids.setLong(to, next[key >>> keyBits]++, keyAndValue << blockBits | (i - begin));
    }
  }

  private void scatterWithIds(long[] next, long begin, long end) {
    long keys = in.keys().address();
    long values = in.values().address();
    long given = in.ids().orElseThrow().segment().address();
    long to = words;
    long toIds = ids;
    boolean wide = wideIds;
    int keyBits = layout.keyBits;
    int lower = (1 << keyBits) - 1;
    int valueBits = layout.valueBits;
    int blockBits = layout.blockBits;
    for (long i = begin; i < end; i++) {
      int key = Ids.get(keys, i);
      long keyAndValue = (long) (key & lower) << valueBits | Ids.get(values, i);
      long at = next[key >>> keyBits]++;
      Ids.setLong(to, at, keyAndValue << blockBits);
      IdArray.set(toIds, wide, at, IdArray.get(given, wide, i));
    }
  }

  /** Sorts the entries of a bucket, each pointer being its row's counter as in the plain sort. */
  void sort(int bucket, Rows out) {
    long first = (long) bucket << layout.keyBits;
    long keys = Math.min(in.bound() - first, 1L << layout.keyBits);
    long next = out.indptr().address() + 8 * (first + 1);
    CountingSort.clear(next, keys);
    countKeys(next, start(bucket, 0), start(bucket + 1, 0));
    CountingSort.sumUp(next, keys, start(bucket, 0));
    for (int block = 0; block < blocks; block++) {
      place(next, block, start(bucket, block), end(bucket, block), out);
    }
  }

  private long end(int bucket, int block) {
    return Ids.getLong(starts, (long) bucket * blocks + block + 1);
  }

  private void countKeys(long next, long from, long to) {
    long words = this.words;
    int shift = layout.valueBits + layout.blockBits;
    for (long i = from; i < to; i++) {
      long key = Ids.getLong(words, i) >>> shift;
      Ids.setLong(next, key, Ids.getLong(next, key) + 1);
    }
  }

  private void place(long next, int block, long from, long to, Rows out) {
    long words = this.words;
    long values = out.values().address();
    int blockBits = layout.blockBits;
    int shift = layout.valueBits + blockBits;
    long valueMask = (1L << layout.valueBits) - 1;
    long positionMask = (1L << blockBits) - 1;
    long base = begin(block);
    long given = ids;
    boolean givenWide = wideIds;
    long outIds = out.ids().map(array -> array.segment().address()).orElse(0L);
    boolean wide = out.ids().map(IdArray::isWide).orElse(false);
    for (long i = from; i < to; i++) {
      long word = Ids.getLong(words, i);
      long key = word >>> shift;
      long at = Ids.getLong(next, key);
      Ids.setLong(next, key, at + 1);
      Ids.set(values, at, (int) (word >>> blockBits & valueMask));
      if (outIds != 0) {
        long id = given == 0 ? base + (word & positionMask) : IdArray.get(given, givenWide, i);
        IdArray.set(outIds, wide, at, id);
      }
    }
  }
}
