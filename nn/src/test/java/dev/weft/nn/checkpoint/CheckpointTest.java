package dev.weft.nn.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.compile.Compiler;
import dev.weft.graph.Space;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backends;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import dev.weft.nn.CornerGraphs;
import dev.weft.nn.Ends;
import dev.weft.nn.Layer;
import dev.weft.nn.Mode;
import dev.weft.nn.Parameters;
import dev.weft.nn.dense.Linear;
import dev.weft.nn.loss.Losses;
import dev.weft.nn.model.Gin;
import dev.weft.nn.optim.Adam;
import dev.weft.tensor.Edges;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  @TempDir Path folder;

  @BeforeAll
  static void interpretInDouble() {
    Evaluation.use(new Interpreter());
  }

  /** A model with trained ε, batch normalisation and dropout, on a graph of seven nodes. */
  private record Run(Gin model, Adam adam) {
    private static final Edges EDGES = CornerGraphs.all().get("one hub");
    private static final Tensor X =
        Tensor.of(Ends.sources(EDGES), Shape.of(3), new Random(5).doubles(21).toArray());
    private static final Tensor LABELS =
        Tensor.of(Ends.sources(EDGES), Shape.SCALAR, new int[] {0, 1, 0, 1, 0, 1, 1});

    static Run fresh(long seed) {
      Gin model = Gin.of(3, 4, 2, Seed.of(seed));
      return new Run(
          model, Adam.of(model.parameters()).learningRate(0.05).weightDecay(0.01).amsgrad());
    }

    void train(int from, int to) {
      for (int epoch = from; epoch < to; epoch++) {
        adam.step(
            Losses.crossEntropy(
                model.forward(EDGES, X, Mode.training(Seed.of(9).child(epoch))), LABELS));
      }
    }
  }

  @Test
  void aResumedRunGoesOnBitForBit() throws IOException {
    checkResumedRun();
  }

  @Test
  void aResumedCompiledRunGoesOnBitForBit() throws IOException {
    Evaluation.use(Compiler.on(Backends.named("portable")));
    try {
      checkResumedRun();
    } finally {
      Evaluation.use(new Interpreter());
    }
  }

  @Test
  void aCheckpointKeepsItsMomentWhileTrainingGoesOn() throws IOException {
    Evaluation.use(Compiler.on(Backends.named("portable")));
    try {
      Run run = Run.fresh(1);
      run.train(0, 3);
      Map<String, double[]> then = run.model().parameters().elementsByName();
      Checkpoint taken = Checkpoint.of(run.model());
      run.train(3, 8);
      taken.loadInto(run.model());
      Map<String, double[]> now = run.model().parameters().elementsByName();
      then.forEach((name, elements) -> assertArrayEquals(elements, now.get(name), 0, name));
    } finally {
      Evaluation.use(new Interpreter());
    }
  }

  private void checkResumedRun() throws IOException {
    Run whole = Run.fresh(1);
    whole.train(0, 4);
    Path file = folder.resolve("run.safetensors");
    whole.adam().learningRate(0.02);
    Checkpoint.of(whole.model()).with(whole.adam()).with(Seed.of(9)).with("epoch", "4").save(file);
    whole.train(4, 8);

    Run resumed = Run.fresh(2);
    Checkpoint saved = Checkpoint.read(file);
    saved.loadInto(resumed.model());
    saved.loadInto(resumed.adam());
    assertEquals(Seed.of(9), saved.seed().orElseThrow());
    assertEquals(4, resumed.adam().steps());
    resumed.train(Integer.parseInt(saved.text("epoch").orElseThrow()), 8);
    assertSameBits(whole.model(), resumed.model());
    assertSameBits(whole.adam(), resumed.adam());
  }

  private static void assertSameBits(Layer expected, Layer actual) {
    Map<String, double[]> is = actual.parameters().elementsByName();
    expected
        .parameters()
        .elementsByName()
        .forEach((name, elements) -> assertArrayEquals(elements, is.get(name), 0, name));
    assertTrue(
        is.values().stream().anyMatch(elements -> Arrays.stream(elements).anyMatch(x -> x != 0)));
  }

  @Test
  void rowsOfEmbeddingsAndEmptyArraysComeBack() throws IOException {
    Parameter rows =
        Parameter.of(
            "rows",
            Parameter.Kind.TRAINED,
            new Space.Rows(2),
            Shape.of(3),
            new float[] {1, 2, 3, 4, 5, 6});
    Parameter none =
        Parameter.of("none", Parameter.Kind.TRAINED, Space.ONE, Shape.of(0, 4), new float[0]);
    Parameter one =
        Parameter.of(
            "a \"name\" \\ of\nits own é",
            Parameter.Kind.STATE,
            Space.ONE,
            Shape.SCALAR,
            new float[] {7});
    Layer layer = () -> Parameters.of(rows, none, one);
    Path file = folder.resolve("a/b/c.safetensors");
    Checkpoint.of(layer).save(file);
    rows.assign(dev.weft.tensor.Value.copyOf(new float[6], 2, 3));
    Checkpoint.read(file).loadInto(layer);
    assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, rows.value().doubles());
    assertEquals(2, rows.value().storage().rows());
    try (Stream<Path> all = Files.list(file.getParent())) {
      assertEquals(1, all.count(), "no unfinished file stays");
    }
  }

  @Test
  void shapesAndNamesMustBeTheModels() throws IOException {
    Path file = folder.resolve("linear.safetensors");
    Checkpoint.of(Linear.of(3, 2, Seed.of(1))).save(file);
    Checkpoint saved = Checkpoint.read(file);
    assertEquals(
        "Checkpoint " + file + ": weight is F32 [2, 3]; expected [2, 4] of floating-point numbers.",
        assertThrows(CheckpointException.class, () -> saved.loadInto(Linear.of(4, 2, Seed.of(1))))
            .getMessage());
    String message =
        assertThrows(
                CheckpointException.class,
                () -> saved.loadInto(Linear.of(3, 2, Seed.of(1)).withoutBias()))
            .getMessage();
    assertTrue(message.contains("missing [], unknown [bias]"), message);
    assertTrue(
        assertThrows(CheckpointException.class, () -> saved.loadInto(Adam.of(Parameters.none())))
            .getMessage()
            .contains("optimizer.steps"));
  }

  @Test
  void halfPrecisionIsWidened() throws IOException {
    Path file = folder.resolve("half.safetensors");
    byte[] data = new byte[4];
    ByteBuffer.wrap(data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(Float.floatToFloat16(1.5f))
        .putShort(Float.floatToFloat16(-2));
    write(file, "{\"weight\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]}}", data);
    Linear layer = Linear.of(2, 1, Seed.of(1)).withoutBias();
    Checkpoint.read(file).loadInto(layer);
    assertArrayEquals(new double[] {1.5, -2}, layer.weight().value().doubles());
    assertEquals(DType.FLOAT32, layer.weight().value().storage().dtype());
  }

  private static void write(Path file, String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, all.putLong(json.length).put(json).put(data).array());
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    Path file = folder.resolve("whole.safetensors");
    Checkpoint.of(Linear.of(2, 2, Seed.of(1))).save(file);
    byte[] whole = Files.readAllBytes(file);
    Path cut = folder.resolve("cut.safetensors");
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThrows(
          CheckpointException.class, () -> Checkpoint.read(cut), "cut to " + length + " bytes");
    }
    Files.write(cut, Arrays.copyOf(whole, whole.length + 1));
    assertThrows(CheckpointException.class, () -> Checkpoint.read(cut), "one byte too many");
  }

  @Test
  void aChangedByteOfTheHeaderNeverDoesMoreThanThrow() throws IOException {
    Path file = folder.resolve("whole.safetensors");
    Checkpoint.of(Linear.of(2, 2, Seed.of(1))).save(file);
    byte[] whole = Files.readAllBytes(file);
    long seed = 20261123;
    Random random = new Random(seed);
    Path changed = folder.resolve("changed.safetensors");
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(whole.length - 24)] = (byte) random.nextInt();
      Files.write(changed, bytes);
      try {
        Checkpoint.read(changed).loadInto(Linear.of(2, 2, Seed.of(3)));
      } catch (CheckpointException expected) {
        assertTrue(expected.getMessage().startsWith("Checkpoint "), "seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"w\":{}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[999999999999999999,999999999999999999,4],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"v\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"__metadata__\":{\"a\":1},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},}",
        "{\"w\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}",
        "{\"w\":\"\\u12\"}"
      })
  void aHostileHeaderIsRefused(String header) throws IOException {
    Path file = folder.resolve("hostile.safetensors");
    write(file, header, new byte[4]);
    assertThrows(CheckpointException.class, () -> Checkpoint.read(file));
  }

  @Test
  void aHeaderLongerThanTheFileAllocatesNothing() throws IOException {
    Path file = folder.resolve("long.safetensors");
    for (long length : new long[] {Long.MAX_VALUE, -1, Integer.MAX_VALUE, 100L << 20}) {
      Files.write(
          file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
      assertThrows(CheckpointException.class, () -> Checkpoint.read(file));
    }
  }
}
