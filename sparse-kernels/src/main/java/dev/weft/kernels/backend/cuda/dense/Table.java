package dev.weft.kernels.backend.cuda.dense;

import dev.weft.kernels.memory.BackendMemory;
import dev.weft.kernels.memory.Block;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.DeviceStorage;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * What several products, or several sums of partial results, are: {@value #FIELDS} numbers each.
 *
 * <pre>
 *   segment   address of C, of A, of B, number of rows
 *   typed     address of C, first entry, number of entries, 0
 *   sum       address of C, address of the first partial result, their number, 0
 * </pre>
 */
final class Table {
  static final int FIELDS = 4;

  private long[] numbers = new long[16 * FIELDS];
  private int rows;

  void add(long c, long second, long third, long fourth) {
    if (rows * FIELDS == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * numbers.length);
    }
    int at = rows * FIELDS;
    numbers[at] = c;
    numbers[at + 1] = second;
    numbers[at + 2] = third;
    numbers[at + 3] = fourth;
    rows++;
  }

  int rows() {
    return rows;
  }

  /** A copy on the device; its user closes the block when what reads it was asked for. */
  DeviceStorage on(BackendMemory memory) {
    try (Block here = Memory.allocate(8L * FIELDS * rows)) {
      for (int i = 0; i < rows * FIELDS; i++) {
        here.segment().setAtIndex(ValueLayout.JAVA_LONG, i, numbers[i]);
      }
      return (DeviceStorage)
          memory.current(new HostStorage(here.segment(), DType.INT64, rows, FIELDS, FIELDS));
    }
  }
}
