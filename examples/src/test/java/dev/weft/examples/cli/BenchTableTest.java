package dev.weft.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weft bench table}: sides as {@code examples/gpu/measure} writes them. */
final class BenchTableTest {
  private static final String WEFT =
      """
      {"op": "copy_u_sum", "graph": "rmat17", "width": 64, "side": "weft", "device_mb": 812,
       "result": {"median_ms": 0.5, "check": {"abs_sum": 100}}}
      """;
  private static final String RIVAL =
      """
      {"op": "copy_u_sum", "graph": "rmat17", "width": 64, "side": "rival", "device_mb": 900,
       "result": {"library": "torch CSR", "median_ms": 1.0, "device_peak_bytes": 64000000, "check": {"abs_sum": %s}}}
      """;

  @TempDir private Path dir;

  private List<String> rows(String sides) throws IOException {
    Path file = Files.writeString(dir.resolve("results.json"), sides);
    Run run = Run.of("bench", "table", file.toString());
    assertEquals(0, run.code(), run::err);
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.getFirst().startsWith("| operator | graph | width | Weft, ms |"), run::out);
    return lines.subList(2, lines.size());
  }

  @Test
  void aRowHasBothSidesAndTheirRatio() throws IOException {
    assertEquals(
        List.of(
            "| copy_u_sum | rmat17 | 64 | 0.5000 | torch CSR | 1.00 | 2.00 | ≤ 812 | 64.0 |  |"),
        rows(WEFT + RIVAL.formatted("100")));
  }

  @Test
  void aSideThatFailedIsARowWithItsReason() throws IOException {
    String failure =
        """
        {"op": "epoch gat", "graph": "rmat17", "side": "weft", "device_mb": null, "failure": "no GPU", "result": null}
        """;
    assertEquals(
        List.of(
            "| epoch gat | rmat17 | – | – | – | – | – | – | – | Weft: no GPU; rival: not run |"),
        rows(failure));
  }

  @Test
  void aSideThatWasStoppedShowsWhatItHadByThen() throws IOException {
    String stopped =
        RIVAL.formatted("100").replace("\"result\"", "\"failure\": \"stopped\", \"result\"");
    String row = rows(WEFT + stopped).getFirst();
    assertTrue(row.contains("| torch CSR | 1.00 | 2.00 |"), row);
    assertTrue(row.endsWith("| rival: stopped |"), row);
  }

  @Test
  void resultsThatDifferAreSaidSo() throws IOException {
    String row = rows(WEFT + RIVAL.formatted("101")).getFirst();
    assertTrue(row.contains("results differ: magnitudes add up to 100"), row);
  }

  @Test
  void aTableWithoutAFileIsSaidSo() {
    Run run = Run.of("bench", "table");
    assertEquals(2, run.code(), run::toString);
    assertTrue(run.err().contains("expected the one that examples/gpu/measure writes"), run::err);
  }
}
