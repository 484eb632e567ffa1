package dev.weft.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WalkTest {
  private static void numbersInputsFirst(Walk walk) {
    for (int i = 0; i < walk.count(); i++) {
      Tensor tensor = walk.tensor(i);
      assertEquals(i, walk.numberOf(tensor));
      for (int place = 0; place < tensor.op().arity(); place++) {
        int input = walk.numberOf(tensor.op().input(place));
        assertTrue(input >= 0 && input < i);
      }
    }
  }

  @Test
  void everyTensorIsMetOnceAndAfterItsInputs() {
    Tensor x = Tensor.constant(new float[] {1, 2}, 2);
    Tensor twice = x.plus(x);
    Walk walk = Walk.of(List.of(twice.times(x), twice));
    assertEquals(3, walk.count());
    assertSame(x, walk.tensor(0));
    numbersInputsFirst(walk);
    assertEquals(-1, walk.numberOf(Tensor.literal(1)));
  }

  @Test
  void numbersStayRightWhenIdsLieFarApart() {
    Tensor sum = Tensor.literal(0);
    for (int i = 0; i < 500; i++) {
      for (int skipped = 0; skipped < 1022; skipped++) {
        Tensor.literal(1);
      }
      sum = sum.plus(i);
    }
    Walk walk = Walk.of(List.of(sum));
    assertEquals(1001, walk.count());
    numbersInputsFirst(walk);
  }

  @Test
  void aClearedWalkKnowsNothing() {
    Tensor x = Tensor.literal(1);
    Walk walk = Walk.of(List.of(x.plus(2)));
    walk.clear();
    assertEquals(0, walk.count());
    assertEquals(-1, walk.numberOf(x));
    walk.add(x.neg());
    assertEquals(2, walk.count());
    numbersInputsFirst(walk);
  }

  @Test
  void leavesAreNotEntered() {
    Tensor x = Tensor.literal(1);
    Tensor inner = x.neg();
    Walk walk = Walk.of(List.of(inner.exp()), tensor -> tensor == inner);
    assertEquals(2, walk.count());
    assertEquals(-1, walk.numberOf(x));
  }
}
