package dev.weft.kernels.backend.cuda.ptx;

/** Where a thread stands in its grid, in one dimension. */
public enum Special {
  /** Number of the thread within its block. */
  THREAD("%tid.x"),
  /** Number of the block. */
  BLOCK("%ctaid.x"),
  /** Blocks of the grid. */
  GRID_SIZE("%nctaid.x");

  private final String text;

  Special(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
