package dev.weft.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What bytecode does not show: the form of the source tree. */
final class SourceTreeTest {
  private static final Path ROOT = Path.of(System.getProperty("weft.root"));
  private static final List<String> MODULES =
      List.of("sparse-kernels", "graph", "message-passing", "nn", "datasets", "examples");

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    List<Path> packages =
        sources().map(Path::getParent).distinct().sorted().map(ROOT::relativize).toList();
    assertFalse(packages.isEmpty(), "no sources under " + ROOT);
    List<Path> silent =
        packages.stream()
            .filter(p -> !Files.exists(ROOT.resolve(p).resolve("package-info.java")))
            .toList();
    assertEquals(List.of(), silent, "packages without package-info.java");
  }

  private static Stream<Path> sources() throws IOException {
    Stream<Path> all = Stream.empty();
    for (String module : MODULES) {
      Path main = ROOT.resolve(module).resolve("src/main/java");
      if (Files.isDirectory(main)) {
        try (Stream<Path> files = Files.walk(main)) {
          all =
              Stream.concat(
                  all, files.filter(f -> f.toString().endsWith(".java")).toList().stream());
        }
      }
    }
    return all;
  }
}
