package dev.weft.datasets;

import dev.weft.datasets.raw.NpzGraph;
import dev.weft.datasets.raw.PlanetoidFiles;
import dev.weft.datasets.raw.RawSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A dataset that Weft knows by name and can fetch.
 *
 * @param name what a user calls it
 * @param folder where published collections keep it, besides a folder of its own name
 * @param kind how it is read
 * @param file name of its archive, or the NAME in {@code ind.NAME.*}
 * @param mirrors folders on the web that hold its files, best first, each ending in a slash
 */
record BuiltIn(String name, String folder, Kind kind, String file, List<String> mirrors) {
  /** How a dataset is read. */
  enum Kind {
    PLANETOID,
    NPZ
  }

  private static final List<String> PLANETOID =
      List.of(
          "https://raw.githubusercontent.com/kimiyoung/planetoid/master/data/",
          "https://raw.githubusercontent.com/tkipf/gcn/master/gcn/data/");
  private static final List<String> BENCHMARK =
      List.of(
          "https://raw.githubusercontent.com/shchur/gnn-benchmark/master/data/npz/",
          "https://github.com/shchur/gnn-benchmark/raw/master/data/npz/");
  private static final List<String> HETEROPHILOUS =
      List.of(
          "https://raw.githubusercontent.com/yandex-research/heterophilous-graphs/main/data/",
          "https://github.com/yandex-research/heterophilous-graphs/raw/main/data/");

  /** All of them, best known first. */
  static final List<BuiltIn> ALL =
      List.of(
          planetoid("cora"),
          planetoid("citeseer"),
          planetoid("pubmed"),
          npz(
              "amazon-computers",
              "gnn-benchmark-npz",
              "amazon_electronics_computers.npz",
              BENCHMARK),
          npz("amazon-photo", "gnn-benchmark-npz", "amazon_electronics_photo.npz", BENCHMARK),
          npz("coauthor-cs", "gnn-benchmark-npz", "ms_academic_cs.npz", BENCHMARK),
          npz("coauthor-physics", "gnn-benchmark-npz", "ms_academic_phy.npz", BENCHMARK),
          npz("cora-npz", "gnn-benchmark-npz", "cora.npz", BENCHMARK),
          npz("citeseer-npz", "gnn-benchmark-npz", "citeseer.npz", BENCHMARK),
          npz("actor", "heterophilous-npz", "actor.npz", HETEROPHILOUS),
          npz("cornell", "heterophilous-npz", "cornell.npz", HETEROPHILOUS),
          npz("minesweeper", "heterophilous-npz", "minesweeper.npz", HETEROPHILOUS),
          npz("texas", "heterophilous-npz", "texas.npz", HETEROPHILOUS),
          npz("wisconsin", "heterophilous-npz", "wisconsin.npz", HETEROPHILOUS));

  private static BuiltIn planetoid(String name) {
    return new BuiltIn(name, "planetoid", Kind.PLANETOID, name, PLANETOID);
  }

  private static BuiltIn npz(String name, String folder, String file, List<String> mirrors) {
    return new BuiltIn(name, folder, Kind.NPZ, file, mirrors);
  }

  /** The dataset of this name. */
  static Optional<BuiltIn> named(String name) {
    return ALL.stream().filter(known -> known.name.equals(name)).findFirst();
  }

  /** Its files in a folder. */
  RawSource in(Path dir) {
    return switch (kind) {
      case PLANETOID -> new PlanetoidFiles(dir, file);
      case NPZ -> new NpzGraph(name, dir.resolve(file));
    };
  }

  /** Folders below {@code data} that may hold it, in the order in which they are looked at. */
  List<Path> places(Path data) {
    return List.of(data.resolve(name), data.resolve(folder), data);
  }

  /** Where on the web the file is. */
  List<URI> addresses(Path target) {
    return mirrors.stream().map(mirror -> URI.create(mirror + target.getFileName())).toList();
  }

  /** The SHA-256 of the published file, where it is known. */
  static Optional<String> checksum(Path target) {
    return Optional.ofNullable(Published.SUMS.get(target.getFileName().toString()));
  }

  /** The checksums, read when a file is fetched. */
  private static final class Published {
    private static final Map<String, String> SUMS = read();

    private static Map<String, String> read() {
      Map<String, String> sums = new HashMap<>();
      try (InputStream in = BuiltIn.class.getResourceAsStream("checksums.sha256")) {
        for (String line :
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
          String[] parts = line.split(" +", -1);
          sums.put(parts[1], parts[0]);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return Map.copyOf(sums);
    }
  }
}
