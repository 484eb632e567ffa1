package dev.weft.datasets.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.datasets.DatasetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzTest {
  @TempDir Path dir;

  private Npz one(byte[] npy) throws IOException {
    return Npz.open(NpyBytes.stored(dir.resolve("one.npz"), Map.of("a", npy)));
  }

  private static byte[] little(int bytes, long... values) {
    ByteBuffer out = ByteBuffer.allocate(bytes * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      for (int i = 0; i < bytes; i++) {
        out.put((byte) (value >> (8 * i)));
      }
    }
    return out.array();
  }

  @Test
  void float32ComesBackAsWritten() throws IOException {
    try (Npz npz = one(NpyBytes.floats(new int[] {2, 3}, 1, 2, 3, 4, 5, -0.5f))) {
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, -0.5f}, npz.floats("a"));
      assertArrayEquals(new double[] {1, 2, 3, 4, 5, -0.5}, npz.doubles("a"));
      assertArrayEquals(new int[] {2, 3}, npz.shape("a"));
      assertEquals("<f4", npz.dtype("a").toString());
    }
  }

  @Test
  void deflatedEntriesReadLikeStoredOnes() throws IOException {
    float[] values = new float[20_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7;
    }
    Path file =
        NpyBytes.deflated(
            dir.resolve("d.npz"), Map.of("a.b-c", NpyBytes.floats(new int[] {20_000}, values)));
    try (Npz npz = Npz.open(file)) {
      assertArrayEquals(values, npz.floats("a.b-c"));
    }
  }

  @Test
  void everyIntegerTypeIsReadWithItsSign() throws IOException {
    Map<String, byte[]> arrays =
        Map.of(
            "i1", NpyBytes.npy("|i1", "False", "(2,)", little(1, -1, 7)),
            "u1", NpyBytes.npy("|u1", "False", "(2,)", little(1, 255, 7)),
            "i2", NpyBytes.npy("<i2", "False", "(2,)", little(2, -2, 7)),
            "u2", NpyBytes.npy("<u2", "False", "(2,)", little(2, 65_535, 7)),
            "i8", NpyBytes.npy("<i8", "False", "(2,)", little(8, -5, 7)),
            "b1", NpyBytes.npy("|b1", "False", "(2,)", little(1, 1, 0)),
            "be", NpyBytes.npy(">i4", "False", "(2,)", new byte[] {0, 0, 1, 0, 0, 0, 0, 7}));
    try (Npz npz = Npz.open(NpyBytes.stored(dir.resolve("i.npz"), arrays))) {
      assertArrayEquals(new int[] {-1, 7}, npz.ints("i1"));
      assertArrayEquals(new int[] {255, 7}, npz.ints("u1"));
      assertArrayEquals(new int[] {-2, 7}, npz.ints("i2"));
      assertArrayEquals(new int[] {65_535, 7}, npz.ints("u2"));
      assertArrayEquals(new int[] {-5, 7}, npz.ints("i8"));
      assertArrayEquals(new long[] {-5, 7}, npz.longs("i8"));
      assertArrayEquals(new int[] {1, 0}, npz.ints("b1"));
      assertArrayEquals(new int[] {256, 7}, npz.ints("be"));
      assertArrayEquals(new float[] {-5, 7}, npz.floats("i8"));
    }
  }

  @Test
  void halfAndDoublePrecisionAreRead() throws IOException {
    Map<String, byte[]> arrays =
        Map.of(
            "half", NpyBytes.npy("<f2", "False", "(2,)", little(2, 0x3C00, 0xC100)),
            "double",
                NpyBytes.npy("<f8", "False", "(1,)", little(8, Double.doubleToLongBits(Math.PI))));
    try (Npz npz = Npz.open(NpyBytes.stored(dir.resolve("f.npz"), arrays))) {
      assertArrayEquals(new float[] {1, -2.5f}, npz.floats("half"));
      assertArrayEquals(new double[] {Math.PI}, npz.doubles("double"));
      assertArrayEquals(new float[] {(float) Math.PI}, npz.floats("double"));
    }
  }

  @Test
  void fortranOrderIsTurnedIntoCOrder() throws IOException {
    // [[0, 1, 2], [3, 4, 5]] column by column.
    try (Npz npz = one(NpyBytes.npy("<i4", "True", "(2, 3)", little(4, 0, 3, 1, 4, 2, 5)))) {
      assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, npz.ints("a"));
      assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5}, npz.doubles("a"));
    }
  }

  @Test
  void fortranOrderWorksInThreeDimensions() throws IOException {
    int[] shape = {2, 3, 4};
    long[] stored = new long[24];
    int at = 0;
    for (int k = 0; k < shape[2]; k++) {
      for (int j = 0; j < shape[1]; j++) {
        for (int i = 0; i < shape[0]; i++) {
          stored[at++] = (i * 3L + j) * 4 + k;
        }
      }
    }
    try (Npz npz = one(NpyBytes.npy("<i8", "True", "(2, 3, 4)", little(8, stored)))) {
      assertArrayEquals(IntStream.range(0, 24).toArray(), npz.ints("a"));
    }
  }

  @Test
  void scalarsAndEmptyArraysAreRead() throws IOException {
    Map<String, byte[]> arrays =
        Map.of(
            "scalar", NpyBytes.npy("<i4", "False", "()", little(4, 42)),
            "empty", NpyBytes.npy("<f4", "False", "(0, 5)", new byte[0]),
            "fortran", NpyBytes.npy("<f4", "True", "(5, 0)", new byte[0]));
    try (Npz npz = Npz.open(NpyBytes.stored(dir.resolve("s.npz"), arrays))) {
      assertArrayEquals(new int[0], npz.shape("scalar"));
      assertArrayEquals(new int[] {42}, npz.ints("scalar"));
      assertArrayEquals(new int[] {0, 5}, npz.shape("empty"));
      assertEquals(0, npz.floats("empty").length);
      assertEquals(0, npz.floats("fortran").length);
    }
  }

  @Test
  void textIsReadWithoutItsPadding() throws IOException {
    byte[] wide = "ab\0\0cdé".getBytes(StandardCharsets.UTF_32LE);
    try (Npz npz = one(NpyBytes.npy("<U7", "False", "(1,)", wide))) {
      assertArrayEquals(new String[] {"ab\0\0cdé"}, npz.strings("a"));
    }
    byte[] two = "ab\0cde".getBytes(StandardCharsets.UTF_32LE);
    try (Npz npz = one(NpyBytes.npy("<U3", "False", "(2,)", two))) {
      assertArrayEquals(new String[] {"ab", "cde"}, npz.strings("a"));
    }
  }

  @Test
  void objectArraysOfTextAreUnpickledAndOtherUsesRefused() throws IOException {
    PickleBytes pickle = new PickleBytes();
    pickle
        .global("numpy.core.multiarray", "_reconstruct")
        .global("numpy", "ndarray")
        .integer(0)
        .code(0x85)
        .text("b")
        .code(0x87, 'R');
    pickle
        .code('(')
        .integer(1)
        .integer(2)
        .code(0x85)
        .global("numpy", "dtype")
        .text("O8")
        .integer(0)
        .integer(1)
        .code(0x87, 'R');
    pickle
        .code('(')
        .integer(3)
        .text("|")
        .code('N', 'N', 'N')
        .integer(-1)
        .integer(-1)
        .integer(63)
        .code('t', 'b');
    pickle.code(0x89, ']', '(').text("graphs").text("threads").code('e', 't', 'b');
    try (Npz npz = one(NpyBytes.npy("|O", "False", "(2,)", pickle.bytes()))) {
      assertArrayEquals(new String[] {"graphs", "threads"}, npz.strings("a"));
      String message = assertThrows(DatasetException.class, () -> npz.floats("a")).getMessage();
      assertTrue(message.contains("one.npz[a]"), message);
    }
  }

  @Test
  void aMissingArrayIsNamedTogetherWithThoseThatAreThere() throws IOException {
    try (Npz npz = one(NpyBytes.ints(new int[] {1}, 1))) {
      String message = assertThrows(DatasetException.class, () -> npz.ints("labels")).getMessage();
      assertTrue(message.endsWith("one.npz: no array 'labels'; it holds a."), message);
    }
  }

  @Test
  void wrongTypesAreRefused() throws IOException {
    try (Npz npz = one(NpyBytes.floats(new int[] {1}, 1.5f))) {
      String message = assertThrows(DatasetException.class, () -> npz.ints("a")).getMessage();
      assertTrue(message.endsWith("[a]: dtype <f4; expected integers."), message);
      assertThrows(DatasetException.class, () -> npz.strings("a"));
    }
    try (Npz npz = one(NpyBytes.longs(new int[] {2}, 1, 1L << 40))) {
      String message = assertThrows(DatasetException.class, () -> npz.ints("a")).getMessage();
      assertTrue(message.contains("element 1 is 1099511627776"), message);
    }
  }

  @Test
  void hostileHeadersAreRefusedBeforeAnythingIsAllocated() {
    assertRefused("wrong magic", "no numpy at all".getBytes(StandardCharsets.US_ASCII));
    assertRefused(
        "needs 400000000 bytes", NpyBytes.npy("<f4", "False", "(100000000,)", new byte[8]));
    assertRefused(
        "more than 2^31", NpyBytes.npy("<f4", "False", "(100000, 100000, 100000)", new byte[8]));
    assertRefused("not in [0, 2^31)", NpyBytes.npy("<f4", "False", "(99999999999,)", new byte[8]));
    assertRefused("negative size", NpyBytes.npy("<f4", "False", "(-1,)", new byte[8]));
    assertRefused("not supported", NpyBytes.npy("<c16", "False", "(1,)", new byte[16]));
    assertRefused("not supported", NpyBytes.npy("<f3", "False", "(1,)", new byte[16]));
    assertRefused("not supported", NpyBytes.npy("<U999999999", "False", "(1,)", new byte[16]));
    assertRefused(
        "structured",
        NpyBytes.withHeader(
            "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", new byte[4]));
    assertRefused(
        "no plain 'shape'",
        NpyBytes.withHeader("{'descr': '<f4', 'fortran_order': False, }", new byte[4]));
    assertRefused("version 9", new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 9, 0, 0, 0});
    assertRefused(
        "ends within the header", new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 60, 0});
    assertRefused(
        "header of 2147483647 bytes",
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, 127});
  }

  private void assertRefused(String expected, byte[] npy) {
    String message = assertThrows(DatasetException.class, () -> one(npy).close()).getMessage();
    assertTrue(message.contains("one.npz[a]") && message.contains(expected), message);
  }

  @Test
  void aFileThatIsNoArchiveIsRefused() throws IOException {
    Path text = Files.writeString(dir.resolve("text.npz"), "hello");
    String message = assertThrows(DatasetException.class, () -> Npz.open(text)).getMessage();
    assertTrue(message.contains("text.npz: no .npz archive"), message);
    assertTrue(
        assertThrows(DatasetException.class, () -> Npz.open(dir.resolve("none")))
            .getMessage()
            .endsWith("no such file."));
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            NpyBytes.deflated(
                dir.resolve("w.npz"), Map.of("a", NpyBytes.ints(new int[] {3}, 1, 2, 3))));
    for (int length = 0; length < whole.length; length++) {
      Path cut = Files.write(dir.resolve("cut.npz"), Arrays.copyOf(whole, length));
      assertThrows(DatasetException.class, () -> Npz.open(cut).close(), "cut to " + length);
    }
  }

  @Test
  void damagedBytesNeverEndInAnotherException() throws IOException {
    byte[] whole =
        Files.readAllBytes(
            NpyBytes.deflated(
                dir.resolve("w.npz"), Map.of("a", NpyBytes.ints(new int[] {3}, 1, 2, 3))));
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 2_000; trial++) {
      byte[] bytes = whole.clone();
      int at = random.nextInt(bytes.length);
      bytes[at] = (byte) random.nextInt(256);
      Path damaged = Files.write(dir.resolve("damaged.npz"), bytes);
      try (Npz npz = Npz.open(damaged)) {
        for (String name : npz.names()) {
          assertTrue(npz.ints(name).length <= 1_000);
        }
      } catch (DatasetException e) {
        assertTrue(
            e.getMessage().contains("damaged.npz"),
            "seed 7, trial " + trial + ": " + e.getMessage());
      }
    }
  }
}
