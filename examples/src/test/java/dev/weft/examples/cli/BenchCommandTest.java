package dev.weft.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weft bench}, on a graph small enough to compute its answers with plain loops. */
@ExtendWith(RestoreMachine.class)
final class BenchCommandTest {
  private static final int NODES = 200;
  private static final int[] SRC = new int[1000];
  private static final int[] DST = new int[1000];
  private static final int[] TYPE = new int[1000];

  static {
    for (int e = 0; e < SRC.length; e++) {
      SRC[e] = e * 37 % NODES;
      DST[e] = e * e % (NODES - 1);
      TYPE[e] = e * 11 % 5;
    }
  }

  @TempDir private Path dir;

  @BeforeEach
  void writeGraph() throws IOException {
    Files.write(dir.resolve("src.bin"), bytes(SRC));
    Files.write(dir.resolve("dst.bin"), bytes(DST));
    Files.write(dir.resolve("etype.bin"), bytes(TYPE));
    Files.writeString(
        dir.resolve("meta.json"), "{\"name\": \"tiny\", \"num_nodes\": " + NODES + "}");
  }

  private static byte[] bytes(int[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(numbers);
    return bytes.array();
  }

  private Run bench(String... args) {
    List<String> words = new ArrayList<>(List.of("bench"));
    words.addAll(List.of(args));
    words.addAll(List.of("--graph", dir.toString(), "--warm-up", "0", "--seconds", "0"));
    return Run.of(words.toArray(String[]::new));
  }

  private JsonNode record(String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    words.addAll(List.of("--json", "-"));
    return bench(words.toArray(String[]::new)).json();
  }

  private static double x(int i, int j) {
    return ((i * 31 + j * 17) % 101) / 101.0 - 0.5;
  }

  private static double w(int k) {
    return (k * 7 % 13) / 13.0 + 0.1;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "copy_u_sum",
        "u_mul_e_sum",
        "u_dot_v",
        "copy_u_mean",
        "copy_u_max",
        "copy_u_min",
        "copy_e_sum",
        "u_add_v",
        "sgemm",
        "edge_softmax",
        "gat",
        "segment_mm",
        "gather_mm",
        "adapters",
        "adapter_loop",
        "build"
      })
  void everyOperatorGivesEveryField(String op) {
    JsonNode record = record(op, "--width", "16", "--heads", "2", "--threads", "1");
    assertEquals(op, record.path("op").asText());
    assertEquals(op.equals("sgemm") ? "no graph" : "tiny", record.path("graph").asText());
    assertEquals(16, record.path("width").asInt());
    assertEquals(2, record.path("heads").asInt());
    assertEquals(1, record.path("threads").asInt());
    assertTrue(record.path("median_ms").asDouble() >= record.path("min_ms").asDouble());
    assertTrue(record.path("min_ms").asDouble() > 0);
    assertTrue(record.path("cpu_ms").asDouble() > 0);
    assertTrue(record.path("runs").asInt() >= 5);
    assertTrue(!record.path("plan").isEmpty());
    assertTrue(!record.path("backend").asText().isEmpty());
    assertTrue(record.path("peak_bytes").asLong() > 0);
    assertTrue(record.path("peak_rss_mb").isNumber());
    assertTrue(record.path("check").path("abs_sum").asDouble() > 0);
  }

  /**
   * Every element is a sum of at most 1,000 float32 numbers below 1, so 1e-3 is far above its
   * rounding.
   */
  @Test
  void copySumIsTheSumOverAllEdges() {
    double sum = 0;
    for (int u : SRC) {
      for (int j = 0; j < 16; j++) {
        sum += x(u, j);
      }
    }
    assertEquals(sum, sum("copy_u_sum", "--width", "16"), 1e-3);
  }

  @Test
  void everyEdgeHasARowOfBothEnds() {
    double sum = 0;
    for (int e = 0; e < SRC.length; e++) {
      for (int j = 0; j < 16; j++) {
        sum += x(SRC[e], j) + x(DST[e], j);
      }
    }
    assertEquals(sum, sum("u_add_v", "--width", "16"), 1e-3);
  }

  @Test
  void edgeWeightsAreSummedHeadByHead() {
    double sum = 0;
    for (int k = 0; k < 2 * SRC.length; k++) {
      sum += w(k);
    }
    assertEquals(sum, sum("copy_e_sum", "--width", "2", "--heads", "2"), 1e-3);
  }

  /** 512 products, each below 1/4 and rounded to 2^-26 of that. */
  @Test
  void theSquareProductNeedsNoGraph() {
    double sum = 0;
    for (int i = 0; i < 8; i++) {
      for (int j = 0; j < 8; j++) {
        for (int k = 0; k < 8; k++) {
          sum += x(i, k) * x(k, j + 7);
        }
      }
    }
    Run run =
        Run.of("bench", "sgemm", "--width", "8", "--seconds", "0", "--warm-up", "0", "--json", "-");
    assertEquals(sum, run.json().path("check").path("sum").asDouble(), 1e-5);
  }

  @Test
  void everyHeadHasItsOwnWeight() {
    double sum = 0;
    for (int e = 0; e < SRC.length; e++) {
      for (int j = 0; j < 16; j++) {
        sum += x(SRC[e], j) * w(2 * e + j / 8);
      }
    }
    assertEquals(sum, sum("u_mul_e_sum", "--width", "16", "--heads", "2"), 1e-3);
  }

  @Test
  void dotProductsAreThoseOfBothEnds() {
    double sum = 0;
    for (int e = 0; e < SRC.length; e++) {
      for (int j = 0; j < 16; j++) {
        sum += x(SRC[e], j) * x(DST[e], j);
      }
    }
    assertEquals(sum, sum("u_dot_v", "--width", "16"), 1e-3);
  }

  @Test
  void softmaxSumsToOneForEveryNodeThatIsReached() {
    long reached = java.util.Arrays.stream(DST).distinct().count();
    assertEquals(3 * reached, sum("edge_softmax", "--heads", "3", "--width", "3"), 1e-3);
  }

  @Test
  void buildKeepsEveryEdge() {
    double sum = 0;
    for (int e = 0; e < SRC.length; e++) {
      sum += SRC[e] - DST[e];
    }
    assertEquals(sum, sum("build"), 0);
  }

  @Test
  void rowsMeetTheMatrixOfTheirType() {
    double sum = 0;
    for (int e = 0; e < TYPE.length; e++) {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 4; j++) {
          sum += x(e, i) * x(TYPE[e], 4 * i + j);
        }
      }
    }
    assertEquals(sum, sum("gather_mm", "--width", "4"), 1e-3);
  }

  @Test
  void relationAfterRelationGivesTheSameAsAllAtOnce() {
    double fused = magnitude("epoch", "rgcn");
    assertEquals(fused, magnitude("epoch", "rgcn_loop"), 1e-4 * fused);
    double adapters = magnitude("adapters", "--width", "8");
    assertEquals(adapters, magnitude("adapter_loop", "--width", "8"), 1e-4 * adapters);
  }

  private double magnitude(String... args) {
    return record(args).path("check").path("abs_sum").asDouble();
  }

  @Test
  void aGraphWithoutTypesIsSaidSo() throws IOException {
    Files.delete(dir.resolve("etype.bin"));
    Run run = bench("gather_mm");
    assertEquals(2, run.code(), run::toString);
    assertTrue(run.err().contains("expected etype.bin beside src.bin"), run::err);
  }

  private double sum(String... args) {
    return record(args).path("check").path("sum").asDouble();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcn", "sage", "gat", "rgcn", "rgcn_loop"})
  void aTrainingStepIsTimed(String model) {
    JsonNode record = record("epoch", model);
    assertEquals("epoch " + model, record.path("op").asText());
    assertTrue(record.path("runs").asInt() >= 5);
    assertTrue(record.path("plan").size() > 3);
    assertTrue(record.path("check").path("abs_sum").asDouble() > 0);
  }

  @Test
  void theTextSaysTheSame() {
    Run run = bench("copy_u_sum", "--width", "4");
    assertEquals(0, run.code(), run::err);
    assertTrue(run.out().startsWith("copy_u_sum on tiny, width 4, heads 1"), run::out);
  }

  // ---- suite ----

  private Run suite(String rows, String... more) throws IOException {
    Path graph = Files.createDirectories(dir.resolve("cora_like"));
    for (String file : List.of("src.bin", "dst.bin")) {
      Files.copy(dir.resolve(file), graph.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(graph.resolve("meta.json"), "{\"num_nodes\": " + NODES + "}");
    List<String> words =
        new ArrayList<>(List.of("bench", "suite", "--graphs", dir.toString(), "--rows", rows));
    words.addAll(List.of("--warm-up", "0", "--seconds", "0"));
    words.addAll(List.of(more));
    return Run.of(words.toArray(String[]::new));
  }

  private Path loops(String script) throws IOException {
    Path program = Files.writeString(dir.resolve("loops"), "#!/bin/sh\n" + script);
    assertTrue(program.toFile().setExecutable(true));
    return program;
  }

  @Test
  void aSuiteIsATableOfTimesAndRatios() throws IOException {
    Path loops =
        loops(
            "echo \"copy_u_sum     width   $2      2.0000 ms\"\n"
                + "echo \"u_dot_v width $2 4.0 ms\"\n");
    Run run = suite("cora_like 64 1", "--reference", loops.toString());
    assertEquals(0, run.code(), run::err);
    List<String> lines = run.out().lines().filter(line -> line.startsWith("| ")).toList();
    // The table's two first lines, five operators and u_add_v.
    assertEquals(8, lines.size(), run::out);
    assertTrue(lines.get(2).startsWith("| copy_u_sum | cora_like | 64 | 1 |"), run::out);
    assertTrue(lines.get(2).contains("| copy_u_sum | 2.00 |"), run::out);
    assertTrue(lines.get(6).contains("| u_dot_v | 4.00 |"), run::out);
  }

  @Test
  void anotherLibrarysRatioIsDividedByWefts() throws IOException {
    Path loops = loops("echo \"copy_u_sum width $2 2.0 ms\"\n");
    Path peer =
        Files.writeString(
            dir.resolve("peer.csv"),
            "operator,graph,width,heads,ratio\ncopy_u_max,cora_like,16,1,3.5\n");
    JsonNode row =
        suite(
                "copy_u_max cora_like 16",
                "--reference",
                loops.toString(),
                "--peer",
                peer.toString(),
                "--json",
                "-")
            .json()
            .path("rows")
            .get(0);
    assertEquals(row.path("median_ms").asDouble() / 2, row.path("ratio").asDouble(), 1e-12);
    assertEquals(
        3.5 / row.path("ratio").asDouble(),
        row.path("peer_by_weft").asDouble(),
        1e-9 * row.path("peer_by_weft").asDouble());
  }

  @Test
  void aPeersLineWithoutARatioIsSaidSo() throws IOException {
    Path peer =
        Files.writeString(
            dir.resolve("peer.csv"), "operator,graph,width,heads,ratio\ncopy_u_max,1\n");
    Run run = suite("copy_u_max cora_like 16", "--peer", peer.toString());
    assertEquals(2, run.code(), run::toString);
    assertTrue(run.err().contains("'copy_u_max,1'; expected operator,graph"), run::err);
  }

  @Test
  void aSuiteWithoutLoopsHasNoRatios() throws IOException {
    JsonNode rows = suite("copy_u_max cora_like 16", "--json", "-").json().path("rows");
    assertEquals(1, rows.size());
    assertEquals("copy_u_max", rows.get(0).path("op").asText());
    assertTrue(rows.get(0).path("ratio").isMissingNode());
    assertTrue(rows.get(0).path("median_ms").asDouble() > 0);
  }

  @Test
  void loopsThatFailAreSaidSo() throws IOException {
    Run run =
        suite("copy_u_max cora_like 16", "--reference", loops("echo no; exit 3\n").toString());
    assertEquals(2, run.code(), run::toString);
    assertTrue(run.err().contains("ended with 3 and said 'no'"), run::err);
  }

  @Test
  void aSuiteWithNothingToRunIsSaidSo() throws IOException {
    Run run = suite("copy_u_sum rmat17");
    assertEquals(2, run.code(), run::toString);
    assertTrue(run.err().contains("no row contains 'copy_u_sum rmat17'"), run::err);
  }

  @Test
  void aCutOffFileIsSaidSo() throws IOException {
    Files.write(dir.resolve("src.bin"), new byte[7]);
    assertFailure("7 bytes; expected a multiple of 4");
  }

  @Test
  void filesOfDifferentLengthAreSaidSo() throws IOException {
    Files.write(dir.resolve("src.bin"), new byte[8]);
    assertFailure("src.bin has 2 numbers and dst.bin 1000");
  }

  @Test
  void anIdOutOfRangeIsSaidSo() throws IOException {
    Files.writeString(dir.resolve("meta.json"), "{\"num_nodes\": 7}");
    assertFailure("out of range");
  }

  @Test
  void aMissingCountIsSaidSo() throws IOException {
    Files.writeString(dir.resolve("meta.json"), "{\"num_nodes\": \"many\"}");
    assertFailure("num_nodes is \"many\"");
    Files.writeString(dir.resolve("meta.json"), "{");
    assertFailure("no JSON");
  }

  private void assertFailure(String words) {
    Run run = bench("copy_u_sum");
    assertEquals(2, run.code(), run::toString);
    assertEquals(1, run.err().lines().count(), run::err);
    assertTrue(run.err().contains(words), run::err);
  }
}
