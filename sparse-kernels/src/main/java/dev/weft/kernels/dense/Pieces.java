package dev.weft.kernels.dense;

/**
 * The rows of all segments in pieces of at most a given length; a piece never spans two segments.
 * The first piece of a segment leads, the others follow.
 */
final class Pieces {
  private final long[] offsets;
  private final long length;

  /** Number of pieces before each segment; one more at the end. */
  private final int[] before;

  /** Number of following pieces before each segment; one more at the end. */
  private final int[] followersBefore;

  private Pieces(long[] offsets, long length) {
    this.offsets = offsets;
    this.length = length;
    this.before = new int[offsets.length];
    this.followersBefore = new int[offsets.length];
  }

  static Pieces of(long[] offsets, long length) {
    Pieces pieces = new Pieces(offsets, length);
    for (int s = 0; s + 1 < offsets.length; s++) {
      int count = Math.toIntExact((offsets[s + 1] - offsets[s] + length - 1) / length);
      pieces.before[s + 1] = Math.addExact(pieces.before[s], count);
      pieces.followersBefore[s + 1] = pieces.followersBefore[s] + Math.max(0, count - 1);
    }
    return pieces;
  }

  int count() {
    return before[before.length - 1];
  }

  int followers() {
    return followersBefore[followersBefore.length - 1];
  }

  int segment(int piece) {
    int low = 0;
    int high = before.length - 1;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (before[middle] <= piece) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  long first(int piece) {
    int s = segment(piece);
    return offsets[s] + (piece - before[s]) * length;
  }

  int rows(int piece) {
    return (int) Math.min(length, offsets[segment(piece) + 1] - first(piece));
  }

  boolean leads(int piece) {
    return piece == before[segment(piece)];
  }

  /** Number of a piece that follows, among those that follow. */
  int follower(int piece) {
    int s = segment(piece);
    return followersBefore[s] + piece - before[s] - 1;
  }
}
