package dev.weft.graph;

/**
 * What the rows of a column or tensor are: nodes of one set, edges of one list, plain numbered
 * rows, or the single row of a constant. Spaces compare by identity, except {@link Rows}.
 */
public sealed interface Space permits NodeSet, EdgeList, Space.Rows, Space.One {
  /** The space of constants: one row that every other space sees. */
  One ONE = One.INSTANCE;

  /** Number of rows. */
  long size();

  /** Rows that claim to be nothing in particular; they agree with any space of the same size. */
  record Rows(long size) implements Space {
    /** Checks the size. */
    public Rows {
      if (size < 0) {
        throw new IllegalArgumentException("Rows: size=" + size + "; expected a number >= 0.");
      }
    }

    @Override
    public String toString() {
      return "rows[" + size + "]";
    }
  }

  /** See {@link #ONE}. */
  enum One implements Space {
    /** The only value. */
    INSTANCE;

    @Override
    public long size() {
      return 1;
    }

    @Override
    public String toString() {
      return "constant";
    }
  }
}
