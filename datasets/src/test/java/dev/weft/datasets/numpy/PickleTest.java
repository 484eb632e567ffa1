package dev.weft.datasets.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.datasets.DatasetException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PickleTest {
  private static <T> T read(byte[] pickle, Class<T> type) {
    return Pickle.read("test.pickle", pickle, type);
  }

  private static void assertRefused(String expected, byte[] pickle) {
    String message =
        assertThrows(DatasetException.class, () -> read(pickle, Object.class)).getMessage();
    assertTrue(message.startsWith("test.pickle: ") && message.contains(expected), message);
  }

  private static byte[] matrix() {
    return new PickleBytes()
        .csr(2, 3, new int[] {0, 1, 3}, new int[] {2, 0, 1}, new float[] {1, 2, 0.5f})
        .bytes();
  }

  @Test
  void arraysComeWithShapeAndElements() {
    PickledArray array =
        read(new PickleBytes().intArray(new int[] {2, 2}, 1, -2, 3, 4).bytes(), PickledArray.class);
    assertEquals(List.of(2, 2), array.header().shape());
    assertArrayEquals(new int[] {1, -2, 3, 4}, array.ints());
    assertArrayEquals(new float[] {1, -2, 3, 4}, array.floats());
  }

  @Test
  void matricesComeWithTheirFourArrays() {
    PickledCsr csr = read(matrix(), PickledCsr.class);
    assertEquals(2, csr.rows());
    assertEquals(3, csr.cols());
    assertArrayEquals(new int[] {0, 1, 3}, csr.indptr());
    assertArrayEquals(new int[] {2, 0, 1}, csr.indices());
    assertArrayEquals(new float[] {1, 2, 0.5f}, csr.values());
  }

  @Test
  void dictionariesOfListsAreRead() {
    Map<Integer, List<Integer>> lists = Map.of(0, List.of(1, 2), 1, List.of());
    assertEquals(lists, read(new PickleBytes().lists(lists).bytes(), Map.class));
  }

  @Test
  void whatIsNotDataIsNotRun() {
    assertRefused(
        "it names os.system, which is not data",
        new PickleBytes().global("os", "system").text("true").code(0x85, 'R').bytes());
    assertRefused(
        "it names __builtin__.eval", new PickleBytes().global("__builtin__", "eval").bytes());
    assertRefused(
        "it names datetime.datetime", new PickleBytes().global("datetime", "datetime").bytes());
    // Protocol 4 names through the stack.
    assertRefused(
        "it names posix.system", new PickleBytes().text("posix").text("system").code(0x93).bytes());
    assertRefused(
        "constructor that Weft does not call",
        new PickleBytes().global("__builtin__", "list").code(')', 'R').bytes());
    assertRefused("sets the state", new PickleBytes().integer(1).text("x").code('b').bytes());
    // INST, OBJ and persistent ids call things too.
    assertRefused("instruction 69", new PickleBytes().code('(', 'i').bytes());
    assertRefused("instruction 6f", new PickleBytes().code('(', 'o').bytes());
    assertRefused("instruction 51", new PickleBytes().integer(1).code('Q').bytes());
  }

  @Test
  void hostileSizesAreRefusedBeforeAnythingIsAllocated() {
    assertRefused(
        "a string of 2147483647 bytes",
        new PickleBytes().code('T').littleEndian(Integer.MAX_VALUE).bytes());
    assertRefused(
        "a string of 4294967295 bytes", new PickleBytes().code('X').littleEndian(-1).bytes());
    assertRefused(
        "a string of 2147483647 bytes",
        new PickleBytes().code('B').littleEndian(Integer.MAX_VALUE).bytes());
    PickledArray huge =
        read(new PickleBytes().intArray(new int[] {100_000_000}, 1).bytes(), PickledArray.class);
    assertTrue(
        assertThrows(IllegalArgumentException.class, huge::ints)
            .getMessage()
            .contains("has 4 bytes; expected 400000000"));
    assertRefused(
        "more than 2^31", new PickleBytes().intArray(new int[] {100_000, 100_000}, 1).bytes());
  }

  @Test
  void dictionaryKeysAreTextOrNumbers() {
    // A list that holds itself would hash for ever.
    assertRefused(
        "neither text nor a whole number",
        new PickleBytes().code('}', ']', 'q', 1, 'h', 1, 'a').integer(1).code('s').bytes());
  }

  @Test
  void textPicklesAndOtherFilesAreRefused() {
    assertRefused("wrong magic", "(lp0\n.".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    assertRefused("wrong magic", new byte[0]);
  }

  @Test
  void anotherTypeThanExpectedIsRefused() {
    String message =
        assertThrows(DatasetException.class, () -> read(matrix(), PickledArray.class)).getMessage();
    assertEquals("test.pickle: the pickle holds a PickledCsr; expected a PickledArray.", message);
    String none =
        assertThrows(
                DatasetException.class, () -> read(new PickleBytes().code('N').bytes(), Map.class))
            .getMessage();
    assertEquals("test.pickle: the pickle holds None; expected a Map.", none);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = matrix();
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(DatasetException.class, () -> read(cut, PickledCsr.class), "cut to " + length);
    }
  }

  @Test
  void damagedBytesNeverEndInAnotherException() {
    byte[] whole = matrix();
    SplittableRandom random = new SplittableRandom(11);
    for (int trial = 0; trial < 20_000; trial++) {
      byte[] bytes = whole.clone();
      for (int k = 0; k <= trial % 3; k++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        PickledCsr csr = read(bytes, PickledCsr.class);
        assertTrue(csr.indptr().length + csr.indices().length + csr.values().length < bytes.length);
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage() != null && !e.getMessage().isEmpty(), "seed 11, trial " + trial);
      }
    }
  }
}
