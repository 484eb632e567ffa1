package dev.weft.datasets.raw;

/** Feature rows as plain arrays. */
public sealed interface RawFeatures {
  /** Number of rows. */
  int rows();

  /** Number of features in a row. */
  int cols();

  /**
   * Mostly zero rows, in CSR form.
   *
   * @param rows number of rows
   * @param cols number of columns
   * @param indptr start of every row in the entries, rows + 1 values from 0
   * @param indices column of every entry
   * @param values value of every entry
   */
  record SparseRows(int rows, int cols, int[] indptr, int[] indices, float[] values)
      implements RawFeatures {
    /**
     * Checks the arrays against each other.
     *
     * @throws IllegalArgumentException when they are no CSR matrix
     */
    public SparseRows {
      requirePointers(rows, cols, indptr, indices.length);
      if (values.length != indices.length) {
        throw new IllegalArgumentException(
            "CSR values: " + values.length + " of them for " + indices.length + " indices.");
      }
      for (int i = 0; i < indices.length; i++) {
        if (indices[i] < 0 || indices[i] >= cols) {
          throw new IllegalArgumentException(
              "CSR indices[" + i + "]=" + indices[i] + " is out of range [0, cols=" + cols + ").");
        }
      }
    }
  }

  /**
   * Rows with every element stored.
   *
   * @param rows number of rows
   * @param cols number of columns
   * @param values row after row
   */
  record DenseRows(int rows, int cols, float[] values) implements RawFeatures {
    /** Share of non-zero elements from which a dense matrix is kept dense. */
    private static final double SPARSE_BELOW = 0.1;

    /** Narrower matrices stay dense whatever they hold. */
    private static final int SPARSE_FROM_COLS = 64;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException when there are not rows × cols values
     */
    public DenseRows {
      if (rows < 0 || cols < 0 || values.length != (long) rows * cols) {
        throw new IllegalArgumentException(
            "features [" + rows + ", " + cols + "] with " + values.length + " values.");
      }
    }

    /**
     * The same rows in sparse form when they are wide and less than a tenth is non-zero, else
     * these.
     */
    RawFeatures toSmallest() {
      int nonZeros = 0;
      for (float value : values) {
        nonZeros += value == 0 ? 0 : 1;
      }
      if (cols < SPARSE_FROM_COLS || nonZeros >= SPARSE_BELOW * values.length) {
        return this;
      }
      int[] indptr = new int[rows + 1];
      int[] indices = new int[nonZeros];
      float[] kept = new float[nonZeros];
      int at = 0;
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < cols; c++) {
          float value = values[r * cols + c];
          if (value != 0) {
            indices[at] = c;
            kept[at++] = value;
          }
        }
        indptr[r + 1] = at;
      }
      return new SparseRows(rows, cols, indptr, indices, kept);
    }
  }

  /**
   * Throws IllegalArgumentException unless {@code indptr} divides {@code size} entries into rows.
   */
  static void requirePointers(int rows, int cols, int[] indptr, int size) {
    if (rows < 0 || cols < 0 || indptr.length != rows + 1L) {
      throw new IllegalArgumentException(
          "CSR ["
              + rows
              + ", "
              + cols
              + "]: indptr has "
              + indptr.length
              + " values; expected rows + 1.");
    }
    if (indptr[0] != 0 || indptr[rows] != size) {
      throw new IllegalArgumentException(
          "CSR indptr goes from "
              + indptr[0]
              + " to "
              + indptr[rows]
              + "; expected from 0 to "
              + size
              + ", the number of entries.");
    }
    for (int r = 0; r < rows; r++) {
      if (indptr[r + 1] < indptr[r]) {
        throw new IllegalArgumentException(
            "CSR indptr["
                + (r + 1)
                + "]="
                + indptr[r + 1]
                + " is less than the value before it, "
                + indptr[r]
                + ".");
      }
    }
  }
}
