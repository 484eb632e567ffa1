package dev.weft.examples.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.api.Test;

/**
 * Runs the notebook's code cells, in order, in a JVM of their own with the flags that the
 * documentation names: what a Java kernel does.
 */
final class NotebookTest {
  private static final Path ROOT = Path.of(System.getProperty("weft.root"));
  private static final String[] FLAGS = {
    "--add-modules=jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow"
  };

  /** What a kernel offers to show something. */
  private static final String DISPLAY =
      "void display(Object data, String mime) { System.out.println(\"<<\" + mime + \">>\" + data); }";

  @Test
  void everyCellRuns() throws IOException {
    String shown = run(codeCells(ROOT.resolve("examples/notebooks/first-steps.ipynb")));
    assertTrue(shown.contains("karate: 34 nodes, 156 edges"), shown);
    assertTrue(shown.contains("<<text/html>><div class=\"weft-tensor\">"), shown);
    assertTrue(shown.contains("<<text/html>><div class=\"weft-program\">"), shown);
    assertEquals(4, shown.lines().filter(line -> line.startsWith("<<text/html>><")).count(), shown);
    // Chance is 0.5.
    double accuracy =
        Double.parseDouble(shown.replaceFirst("(?s).*test accuracy ([0-9.]+).*", "$1"));
    assertTrue(accuracy > 0.7, shown);
  }

  /** The flags that readers copy are those that the cells were run with. */
  @Test
  void theDocumentationNamesTheFlags() throws IOException {
    String text = Files.readString(ROOT.resolve("docs/notebook.md"));
    for (String flag : FLAGS) {
      assertTrue(text.contains(flag), flag);
    }
  }

  private static List<String> codeCells(Path notebook) throws IOException {
    List<String> cells = new ArrayList<>();
    for (JsonNode cell : new ObjectMapper().readTree(Files.readString(notebook)).path("cells")) {
      if (cell.path("cell_type").asText().equals("code")) {
        StringBuilder source = new StringBuilder();
        cell.path("source").forEach(line -> source.append(line.asText()));
        cells.add(source.toString());
      }
    }
    assertFalse(cells.isEmpty(), notebook + " has no code cell");
    return cells;
  }

  private static String run(List<String> cells) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    try (JShell shell = JShell.builder().out(stream).err(stream).remoteVMOptions(FLAGS).build()) {
      shell.addToClasspath(classPath());
      eval(shell, DISPLAY);
      cells.forEach(cell -> eval(shell, cell));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static void eval(JShell shell, String cell) {
    String rest = cell;
    while (!rest.isBlank()) {
      SourceCodeAnalysis.CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      assertTrue(
          next.completeness().isComplete(), () -> "not a complete statement: " + next.source());
      for (SnippetEvent event : shell.eval(next.source())) {
        assertEquals(Snippet.Status.VALID, event.status(), () -> problem(shell, event));
        assertEquals(null, event.exception(), () -> problem(shell, event));
      }
      rest = next.remaining();
    }
  }

  private static String problem(JShell shell, SnippetEvent event) {
    StringBuilder text =
        new StringBuilder(event.snippet().source()).append('\n').append(event.exception());
    shell
        .diagnostics(event.snippet())
        .forEach(
            diagnostic -> text.append('\n').append(diagnostic.getMessage(java.util.Locale.ROOT)));
    return text.toString();
  }
}
