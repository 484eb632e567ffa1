package dev.weft.nd4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.graph.NodeSet;
import dev.weft.graph.Space;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Memory;
import dev.weft.kernels.memory.Shape;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import dev.weft.testing.GradientCheck;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

final class NdArraysTest {
  @Test
  void anArrayIsReadInPlace() {
    INDArray array = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});
    NodeSet nodes = NodeSet.of("n", 2);
    Tensor x = NdArrays.toTensor(array, nodes);
    array.putScalar(1, 2, 60);
    assertEquals(nodes, x.space());
    assertArrayEquals(new double[] {1, 2, 3, 4, 5, 60}, GradientCheck.doubles(x));
  }

  @Test
  void aTensorIsReadInPlace() {
    Tensor x = Tensor.of(new float[][] {{1, 2, 3}, {4, 5, 6}});
    INDArray array = NdArrays.toNd4j(x);
    assertArrayEquals(new long[] {2, 3}, array.shape());
    array.putScalar(0, 0, 10);
    assertArrayEquals(new double[] {10, 2, 3, 4, 5, 6}, GradientCheck.doubles(x));
    assertEquals(30, array.sumNumber().doubleValue());
  }

  @Test
  void viewsAreReadAtTheirOffsetAndStride() {
    INDArray array = Nd4j.arange(24).castTo(DataType.FLOAT).reshape('c', 4, 6);
    INDArray view = array.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(2, 5));
    assertArrayEquals(
        new double[] {8, 9, 10, 14, 15, 16}, GradientCheck.doubles(NdArrays.toTensor(view)));
    INDArray nested = view.get(NDArrayIndex.interval(1, 2), NDArrayIndex.interval(1, 3));
    assertArrayEquals(new double[] {15, 16}, GradientCheck.doubles(NdArrays.toTensor(nested)));
  }

  @Test
  void columnMajorRowsAreRefusedWithTheCure() {
    INDArray array = Nd4j.create(new float[] {1, 2, 3, 4, 5, 6}, new long[] {2, 3}, 'f');
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> NdArrays.toTensor(array));
    assertTrue(error.getMessage().contains("dup('c')"), error.getMessage());
    assertEquals(2, NdArrays.toTensor(array.dup('c')).space().size());
  }

  @Test
  void paddedRowsBecomeAStride() {
    var block = Memory.allocateCollected(4 * 2 * 16);
    for (int i = 0; i < 32; i++) {
      block.segment().setAtIndex(java.lang.foreign.ValueLayout.JAVA_FLOAT, i, i);
    }
    Tensor x =
        Tensor.of(
            Value.of(new HostStorage(block.segment(), DType.FLOAT32, 2, 3, 16), block),
            new Space.Rows(2),
            Shape.of(3));
    INDArray array = NdArrays.toNd4j(x);
    assertArrayEquals(new float[][] {{0, 1, 2}, {16, 17, 18}}, array.toFloatMatrix());
    assertArrayEquals(
        new double[] {0, 1, 2, 16, 17, 18}, GradientCheck.doubles(NdArrays.toTensor(array)));
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeGoesBothWays(DType dtype) {
    Tensor x = Tensor.of(new Space.Rows(2), Shape.of(2), dtype, 1, 0, 1, 1);
    INDArray array = NdArrays.toNd4j(x);
    Tensor back = NdArrays.toTensor(array);
    assertEquals(dtype, back.dtype());
    assertArrayEquals(new double[] {1, 0, 1, 1}, GradientCheck.doubles(back));
    assertEquals(1, array.getDouble(1, 1));
  }

  @Test
  void constantsAndEmptyTensorsHaveTheirShapes() {
    assertArrayEquals(
        new long[] {2, 2},
        NdArrays.toNd4j(Tensor.constant(new float[] {1, 2, 3, 4}, 2, 2)).shape());
    assertEquals(3, NdArrays.toNd4j(Tensor.literal(1).plus(2)).getDouble(0));
    assertArrayEquals(
        new long[] {0, 3},
        NdArrays.toNd4j(Tensor.of(new Space.Rows(0), Shape.of(3), new float[0])).shape());
    assertEquals(Shape.of(2, 2), NdArrays.toConstant(Nd4j.eye(2)).shape());
    assertEquals(0, NdArrays.toTensor(Nd4j.create(DataType.FLOAT, 0, 3)).space().size());
  }

  @Test
  void anArrayKeepsTheMemoryItViews() throws InterruptedException {
    INDArray[] array = new INDArray[1];
    WeakReference<Value> owner = lend(array);
    INDArray view = array[0].getRow(1);
    array[0] = null;
    collect();
    assertNotNull(owner.get(), "the view's buffer holds the value");
    assertEquals(3, view.getDouble(0));
    view = null;
    for (int i = 0; i < 50 && owner.get() != null; i++) {
      collect();
    }
    assertNull(owner.get(), "nothing holds the value any more");
  }

  private static WeakReference<Value> lend(INDArray[] array) {
    Value value = Value.copyOf(new float[] {1, 2, 3, 4}, 2, 2);
    array[0] = NdArrays.toNd4j(Tensor.of(value, new Space.Rows(2), Shape.of(2)));
    return new WeakReference<>(value);
  }

  private static void collect() throws InterruptedException {
    System.gc();
    Thread.sleep(20);
  }
}
