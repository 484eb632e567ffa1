package dev.weft.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.datasets.raw.RawMasks;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {
  private static RawMasks draw(String split, int[] labels) {
    return RandomSplit.draw((Split.RandomPerClass) Split.parse(split), labels);
  }

  private static int sum(byte[] mask) {
    return IntStream.range(0, mask.length).map(v -> mask[v]).sum();
  }

  private static int[] labels(int... sizes) {
    return IntStream.range(0, sizes.length)
        .flatMap(c -> IntStream.generate(() -> c).limit(sizes[c]))
        .toArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"public", "random:0:20", "random:-7:5", "random:1:20:10", "masks:3"})
  void textAndSplitTurnIntoEachOther(String text) {
    assertEquals(text, Split.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "publik",
        "random",
        "random:0",
        "random:x:20",
        "random:0:20:1:1",
        "masks",
        "masks:two",
        "public:1"
      })
  void textThatIsNoSplitIsRefusedWithTheForms(String text) {
    String message = assertThrows(DatasetException.class, () -> Split.parse(text)).getMessage();
    assertEquals(
        "Split '"
            + text
            + "' is unknown; expected public, random:SEED:PER_CLASS (such as random:0:20) or masks:K (such as masks:0).",
        message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random:0:0", "random:0:-3", "random:0:20:-1", "masks:-1"})
  void countsOutOfRangeAreRefused(String text) {
    assertThrows(DatasetException.class, () -> Split.parse(text));
  }

  @Test
  void everyLabelledNodeIsInExactlyOneMask() {
    int[] labels = labels(100, 60, 51);
    labels[5] = -1;
    RawMasks masks = draw("random:1:20", labels);
    for (int v = 0; v < labels.length; v++) {
      int in = masks.train()[v] + masks.validation()[v] + masks.test()[v];
      assertEquals(labels[v] < 0 ? 0 : 1, in);
    }
    assertEquals(60, sum(masks.train()));
    assertEquals(90, sum(masks.validation()));
    assertEquals(49 + 10 + 1, sum(masks.test()));
  }

  @Test
  void everyClassGivesTheSameNumberOfNodes() {
    int[] labels = labels(200, 80, 51);
    RawMasks masks = draw("random:3:20", labels);
    int[] train = new int[3];
    for (int v = 0; v < labels.length; v++) {
      train[labels[v]] += masks.train()[v];
    }
    assertArrayEquals(new int[] {20, 20, 20}, train);
  }

  @Test
  void sameSeedDrawsTheSameAndAnotherSeedAnother() {
    int[] labels = labels(100, 100);
    assertArrayEquals(draw("random:5:20", labels).train(), draw("random:5:20", labels).train());
    assertFalse(
        Arrays.equals(draw("random:5:20", labels).train(), draw("random:6:20", labels).train()));
  }

  @Test
  void aDrawDependsOnTheNodesOwnClassAlone() {
    // Relabelling other classes leaves the draw of class 0 as it was.
    int[] two = labels(100, 100);
    int[] three = labels(100, 50, 50);
    byte[] a = draw("random:5:20", two).train();
    byte[] b = draw("random:5:20", three).train();
    assertArrayEquals(Arrays.copyOf(a, 100), Arrays.copyOf(b, 100));
  }

  @Test
  void theGeneratorIsSplitMix64() {
    // First outputs of SplitMix64 from seed 1234567, as published with Vigna's reference
    // implementation.
    assertEquals(6457827717110365317L, RandomSplit.key(1234567, 0));
    assertEquals(3203168211198807973L, RandomSplit.key(1234567, 1));
    assertEquals(Long.parseUnsignedLong("9817491932198370423"), RandomSplit.key(1234567, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,0",
    "1,1,0",
    "2,1,0",
    "3,1,1",
    "5,2,1",
    "17,6,5",
    "30,10,10",
    "50,17,16",
    "51,20,30",
    "52,20,30"
  })
  void smallClassesKeepNodesForTesting(int size, int train, int validation) {
    RandomSplit.Shares shares = RandomSplit.Shares.of(size, new Split.RandomPerClass(0, 20, 30));
    assertEquals(new RandomSplit.Shares(train, validation), shares);
    assertTrue(size < 2 || size - train - validation >= 1);
  }
}
