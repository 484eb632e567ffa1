package dev.weft.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.graph.Space;
import dev.weft.kernels.backend.cuda.CudaBackend;
import dev.weft.kernels.backend.cuda.sim.SimulatedDevice;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import dev.weft.nd4j.NdArrays;
import dev.weft.tensor.CustomOp;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Evaluator;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Value;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Programs whose memory is a device's. */
class DeviceProgramTest {
  private static final Space ROWS = new Space.Rows(3);

  private final SimulatedDevice device = new SimulatedDevice(3);
  private final Evaluator before = Evaluation.evaluator();

  @BeforeEach
  void use() {
    Evaluation.use(Compiler.on(new CudaBackend(device)));
  }

  @AfterEach
  void restore() {
    Evaluation.use(before);
  }

  private static Tensor numbers() {
    return Tensor.of(ROWS, Shape.of(2), new float[] {1, 2, 3, 4, 5, 6});
  }

  @Test
  void aResultIsFetchedOnceAndFeedsOtherProgramsWithoutThat() {
    Tensor x = numbers();
    Tensor y = x.times(2).evaluate();
    long sent = device.moved();
    assertEquals(24, sent, "x");
    Tensor z = y.plus(1).evaluate();
    assertEquals(sent, device.moved());
    assertArrayEquals(new double[] {3, 5, 7, 9, 11, 13}, z.doubles());
    assertArrayEquals(new double[] {3, 5, 7, 9, 11, 13}, z.doubles());
    assertEquals(sent + 24, device.moved(), "z, once");
  }

  @Test
  void aClosedResultGivesItsMemoryBackAndIsRefused() {
    Tensor x = numbers();
    Tensor y = x.times(2).evaluate();
    int allocations = device.allocations();
    Value value = Evaluation.valueOf(y);
    value.close();
    assertEquals(allocations - 1, device.allocations());
    assertThrows(IllegalStateException.class, y::doubles);
    assertThrows(IllegalStateException.class, () -> y.plus(x).evaluate());
  }

  @Test
  void anArrayThatOthersWriteIsReadAnew() {
    INDArray array = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}, {5, 6}});
    Tensor x = NdArrays.toTensor(array, ROWS);
    assertArrayEquals(new double[] {2, 4, 6, 8, 10, 12}, x.times(2).doubles());
    array.putScalar(0, 0, 7);
    assertArrayEquals(new double[] {14, 4, 6, 8, 10, 12}, x.times(2).doubles());
  }

  /** x², computed by the CPU. */
  private static final class Square implements CustomOp {
    @Override
    public String name() {
      return "square";
    }

    @Override
    public void forward(List<HostStorage> inputs, HostStorage y) {
      HostStorage x = inputs.getFirst();
      for (long i = 0; i < x.rows(); i++) {
        for (int j = 0; j < x.width(); j++) {
          float value = x.segment().getAtIndex(ValueLayout.JAVA_FLOAT, i * x.rowStride() + j);
          y.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i * y.rowStride() + j, value * value);
        }
      }
    }

    @Override
    public List<Tensor> vjp(List<Tensor> inputs, Tensor output, Tensor gradient) {
      return List.of(gradient.times(inputs.getFirst()).times(2));
    }
  }

  @Test
  void aUsersOwnOperatorReadsAndWritesThisProcessMemory() {
    Tensor x = numbers().plus(1);
    Tensor y = Tensor.custom(new Square(), ROWS, Shape.of(2), x).times(0.5);
    assertArrayEquals(new double[] {2, 4.5, 8, 12.5, 18, 24.5}, y.doubles());
  }
}
