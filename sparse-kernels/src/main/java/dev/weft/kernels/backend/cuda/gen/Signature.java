package dev.weft.kernels.backend.cuda.gen;

import dev.weft.kernels.backend.cuda.ptx.Type;
import dev.weft.kernels.lang.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of a generated entry, in order: rows, columns, indptr, indices, edge ids, the rows
 * that are hubs, their number, the entries that make a hub, then for every operand and every output
 * its address and the bytes from row to row, the scalars, the expanded random keys, and for every
 * output an address for its partial totals. All are 64 bits wide but the scalars.
 *
 * @param operands number of operands
 * @param outputs number of outputs
 * @param scalars number of scalars
 * @param keys number of keys
 */
public record Signature(int operands, int outputs, int scalars, int keys) {
  /** Position of the number of rows. */
  public static final int ROWS = 0;

  /** Position of the number of columns of the CSR. */
  public static final int COLS = 1;

  /** Position of the address of the row pointers. */
  public static final int INDPTR = 2;

  /** Position of the address of the column indices. */
  public static final int INDICES = 3;

  /** Position of the address of the edge ids. */
  public static final int EIDS = 4;

  /** Position of the address of the hubs: 32-bit numbers of rows. */
  public static final int HUBS = 5;

  /** Position of the number of hubs. */
  public static final int HUB_COUNT = 6;

  /** Position of the number of entries beyond which a row is a hub. */
  public static final int HUB_DEGREE = 7;

  private static final int FIRST = 8;

  static Signature of(Kernel kernel) {
    return new Signature(
        kernel.operands().size(), kernel.outputs().size(), kernel.scalarCount(), kernel.keyCount());
  }

  /** Position of an operand's address; the bytes from row to row come next. */
  public int operand(int i) {
    return FIRST + 2 * i;
  }

  /** Position of an output's address; the bytes from row to row come next. */
  public int output(int o) {
    return operand(operands) + 2 * o;
  }

  /** Position of a scalar. */
  public int scalar(int slot) {
    return output(outputs) + slot;
  }

  /** Position of an expanded key. */
  public int key(int slot) {
    return scalar(scalars) + slot;
  }

  /** Position of the address of an output's partial totals. */
  public int partials(int o) {
    return key(keys) + o;
  }

  /** Number of parameters. */
  public int size() {
    return partials(outputs);
  }

  List<Type> types() {
    List<Type> types = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      types.add(i >= scalar(0) && i < key(0) ? Type.F32 : Type.U64);
    }
    return types;
  }
}
