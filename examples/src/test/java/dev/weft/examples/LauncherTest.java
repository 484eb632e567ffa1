package dev.weft.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * How {@code ./weft} chooses its JDK. It reads releases from files, so empty folders can play JDKs.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class LauncherTest {
  private static final Path WEFT = Path.of(System.getProperty("weft.root")).resolve("weft");

  @TempDir private Path dir;

  @Test
  void javaHomeComesBeforeThePath() throws Exception {
    Path inHome = jdk("home", "25.0.3");
    Path onPath = jdk("path", "26");
    assertEquals(inHome.toString(), found(WEFT, javaHomeAndPath(inHome, onPath)));
  }

  @Test
  void aJdkThatIsTooOldIsPassedOver() throws Exception {
    Path inHome = jdk("home", "17.0.15");
    Path onPath = jdk("path", "26");
    assertEquals(onPath.toString(), found(WEFT, javaHomeAndPath(inHome, onPath)));
  }

  @Test
  void aLinkOnThePathIsFollowedToItsJdk() throws Exception {
    Path real = jdk("real", "25");
    Path links = Files.createDirectories(dir.resolve("links/bin"));
    Files.createSymbolicLink(links.resolve("java"), real.resolve("bin/java"));
    assertEquals(
        real.toString(), found(WEFT, javaHomeAndPath(jdk("old", "1.8.0_402"), links.getParent())));
  }

  @Test
  void theLauncherItselfMayBeReachedThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(dir.resolve("weft-link"), WEFT);
    Path jdk = jdk("home", "25");
    assertEquals(jdk.toString(), found(link, javaHomeAndPath(jdk, jdk)));
  }

  @Test
  void weftJavaHomeIsTakenOrRefusedButNeverPassedOver() throws Exception {
    Path old = jdk("old", "17.0.15");
    Run run = run(WEFT, Map.of("WEFT_JAVA_HOME", old.toString(), "WEFT_FIND_JAVA", "1"));
    assertEquals(1, run.exit);
    assertEquals("", run.out);
    assertTrue(
        run.err.contains("WEFT_JAVA_HOME=" + old + " is not a JDK 25 or newer"),
        () -> "standard error was: " + run.err);
  }

  private static Map<String, String> javaHomeAndPath(Path home, Path onPath) {
    return Map.of(
        "JAVA_HOME",
        home.toString(),
        "PATH",
        onPath.resolve("bin") + ":" + System.getenv("PATH"),
        "WEFT_FIND_JAVA",
        "1");
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = dir.toRealPath().resolve(name);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    assertTrue(Files.createFile(java).toFile().setExecutable(true));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private String found(Path launcher, Map<String, String> environment) throws Exception {
    Run run = run(launcher, environment);
    assertEquals(0, run.exit, () -> "standard error was: " + run.err);
    return run.out.strip();
  }

  private record Run(int exit, String out, String err) {}

  private Run run(Path launcher, Map<String, String> environment) throws Exception {
    Path err = dir.resolve("stderr");
    ProcessBuilder builder = new ProcessBuilder(launcher.toString()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("JAVA_HOME|WEFT_.*"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), out, Files.readString(err));
  }
}
