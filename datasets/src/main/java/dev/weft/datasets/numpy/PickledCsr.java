package dev.weft.datasets.numpy;

import java.util.Map;

/** A SciPy CSR matrix out of a pickle: its four arrays, not yet checked against each other. */
public final class PickledCsr implements DataUnpickler.Buildable {
  private Map<?, ?> state = Map.of();

  PickledCsr() {}

  /** Takes the matrix's members by name. */
  @Override
  public void build(Object members) {
    state = (Map<?, ?>) members;
  }

  /** Number of rows. */
  public int rows() {
    return size(0);
  }

  /** Number of columns. */
  public int cols() {
    return size(1);
  }

  /** Start of every row in the entries, rows + 1 values. */
  public int[] indptr() {
    return array("indptr").ints();
  }

  /** Column of every entry. */
  public int[] indices() {
    return array("indices").ints();
  }

  /** Value of every entry. */
  public float[] values() {
    return array("data").floats();
  }

  private int size(int axis) {
    // SciPy's own member is called _shape; a few writers leave the underscore out.
    Object shape = state.containsKey("_shape") ? state.get("_shape") : state.get("shape");
    if (shape instanceof Object[] sizes
        && sizes.length == 2
        && sizes[axis] instanceof Integer size) {
      return size;
    }
    throw new IllegalArgumentException("a CSR matrix without a shape of two sizes.");
  }

  private PickledArray array(String name) {
    if (state.get(name) instanceof PickledArray array) {
      return array;
    }
    throw new IllegalArgumentException("a CSR matrix without an array '" + name + "'.");
  }
}
