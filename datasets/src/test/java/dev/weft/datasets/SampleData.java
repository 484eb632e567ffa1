package dev.weft.datasets;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of published datasets, where there is one: -Dweft.data, else shared/data beside the
 * repository.
 */
public final class SampleData {
  private SampleData() {}

  /** The folder; skips the test that asks when the dataset's files are not in it. */
  public static Path with(String file) {
    Path root = Path.of(System.getProperty("weft.root", "..")).toAbsolutePath().normalize();
    String beside = root.resolve("../shared/data").normalize().toString();
    String environment = System.getenv().getOrDefault("WEFT_DATA", beside);
    Path data = Path.of(System.getProperty("weft.data", environment));
    assumeTrue(
        Files.exists(data.resolve(file)),
        data.resolve(file) + " is not there; name a folder of datasets with -Dweft.data=DIR");
    return data;
  }
}
