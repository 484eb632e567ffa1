package dev.weft.datasets;

import dev.weft.datasets.raw.GeomGcnFiles;
import dev.weft.datasets.raw.KarateClub;
import dev.weft.datasets.raw.NpzGraph;
import dev.weft.datasets.raw.PlanetoidFiles;
import dev.weft.datasets.raw.RawSource;
import dev.weft.datasets.store.DatasetCache;
import dev.weft.datasets.store.Download;
import dev.weft.datasets.store.Progress;
import dev.weft.graph.arrow.GraphFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens datasets: built-in ones by name, a user's own by format and path. Immutable; {@code with…}
 * gives a changed copy.
 *
 * <p>A built-in dataset is looked for in {@code DATA/NAME/}, in the folder of the collection that
 * publishes it, and in {@code DATA/}; what is missing is fetched, unless downloads are off.
 * Whatever is parsed is kept in the cache as an Arrow file and opened from there next time.
 */
public final class Datasets {
  /** The dataset that needs no file. */
  public static final String KARATE = "karate";

  /** Changes whenever a reader gives something else for the same files. */
  private static final String READERS = "weft-datasets 1";

  private static final Split OTHERWISE = Split.random(0, 20);
  private static final Split KARATE_SPLIT = Split.random(0, 4);

  private final Path data;
  private final DatasetCache cache;
  private final Optional<Progress> downloads;

  private Datasets(Path data, DatasetCache cache, Optional<Progress> downloads) {
    this.data = data;
    this.cache = cache;
    this.downloads = downloads;
  }

  /**
   * As the environment says: files in {@code WEFT_DATA}, else {@code ~/.weft/data}; the cache in
   * {@code WEFT_CACHE}, else {@code $XDG_CACHE_HOME/weft}, else {@code ~/.cache/weft}; silent
   * downloads, unless {@code WEFT_OFFLINE} is set.
   */
  public static Datasets standard() {
    return of(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static Datasets of(Map<String, String> environment, Path home) {
    Path data = folder(environment, "WEFT_DATA").orElse(home.resolve(".weft").resolve("data"));
    Path cache =
        folder(environment, "WEFT_CACHE")
            .or(() -> folder(environment, "XDG_CACHE_HOME").map(dir -> dir.resolve("weft")))
            .orElse(home.resolve(".cache").resolve("weft"));
    Optional<Progress> downloads =
        environment.getOrDefault("WEFT_OFFLINE", "").isEmpty()
            ? Optional.of(Progress.SILENT)
            : Optional.empty();
    return new Datasets(data, DatasetCache.in(cache), downloads);
  }

  private static Optional<Path> folder(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable))
        .filter(value -> !value.isBlank())
        .map(Path::of);
  }

  /** As {@link #standard()}, with files in {@code data}. */
  public static Datasets in(Path data) {
    return standard().withData(data);
  }

  /** {@link #open(String)} with files in {@code data}, else as {@link #standard()}. */
  public static NodeDataset open(String name, Path data) {
    return in(data).open(name);
  }

  /** These, with files in another folder. */
  public Datasets withData(Path dir) {
    return new Datasets(dir, cache, downloads);
  }

  /** These, with another cache. */
  public Datasets withCache(DatasetCache other) {
    return new Datasets(data, other, downloads);
  }

  /** These, fetching what is missing and reporting how that gets on. */
  public Datasets withDownloads(Progress progress) {
    return new Datasets(data, cache, Optional.of(progress));
  }

  /** These, never touching the network. */
  public Datasets withoutDownloads() {
    return new Datasets(data, cache, Optional.empty());
  }

  /** Names of the built-in datasets. */
  public static List<String> names() {
    return Stream.concat(Stream.of(KARATE), BuiltIn.ALL.stream().map(BuiltIn::name)).toList();
  }

  /** How a user's own files are written. */
  public static List<String> formats() {
    return List.of("planetoid:DIR/NAME", "npz:FILE", "geom-gcn:DIR", "weft:FILE");
  }

  /**
   * The dataset that a user names: one of {@link #names()}, or FORMAT:PATH as in {@link
   * #formats()}. It comes with its published split, else its first numbered one, else {@code
   * random:0:20} ({@code random:0:4} for the karate club).
   *
   * @throws DatasetException when the name is unknown, or a file is missing, malformed or cannot be
   *     fetched
   */
  public NodeDataset open(String name) {
    int colon = name.indexOf(':');
    if (colon >= 0) {
      return ofFormat(name, name.substring(0, colon), name.substring(colon + 1));
    }
    if (name.equals(KARATE)) {
      return NodeDataset.of(KARATE, KarateClub.generate(), KARATE_SPLIT);
    }
    return open(found(BuiltIn.named(name).orElseThrow(() -> unknown(name))));
  }

  private NodeDataset ofFormat(String spec, String format, String path) {
    if (path.isBlank()) {
      throw new DatasetException(
          "Dataset '"
              + spec
              + "': no path after the colon; expected one of "
              + String.join(", ", formats())
              + ".");
    }
    Path file = Path.of(path);
    return switch (format) {
      case "planetoid" ->
          open(
              new PlanetoidFiles(
                  file.toAbsolutePath().normalize().getParent(), file.getFileName().toString()));
      case "npz" -> open(new NpzGraph(withoutSuffix(file), file));
      case "geom-gcn" -> open(new GeomGcnFiles(file));
      case "weft" -> openSaved(file);
      default ->
          throw new DatasetException(
              "Dataset '"
                  + spec
                  + "': unknown format '"
                  + format
                  + "'; expected one of "
                  + String.join(", ", formats())
                  + ".");
    };
  }

  private static String withoutSuffix(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /**
   * Reads raw files, through the cache.
   *
   * @throws DatasetException when a file is missing or malformed
   */
  public NodeDataset open(RawSource source) {
    source.requireFiles();
    List<Path> files =
        Stream.concat(source.required().stream(), source.optional().stream()).toList();
    return cache.get(
        source.name(),
        READERS,
        files,
        new ArrowForm(),
        () -> NodeDataset.of(source.name(), source.read(), OTHERWISE));
  }

  /**
   * Saves a dataset as an Arrow file that {@code weft:FILE} opens.
   *
   * @throws DatasetException when the file cannot be written
   */
  public static void save(NodeDataset dataset, Path file) {
    try {
      GraphFile.save(dataset.graph(), file);
    } catch (IOException e) {
      throw new DatasetException(file + ": cannot be written (" + e + ").", e);
    }
  }

  private static NodeDataset openSaved(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(
          "Dataset 'weft:"
              + file
              + "': no such file; looked at "
              + file.toAbsolutePath().normalize()
              + ".");
    }
    try {
      return NodeDataset.of(GraphFile.open(file));
    } catch (IOException e) {
      throw new DatasetException("Dataset 'weft:" + file + "': " + e.getMessage(), e);
    }
  }

  /** How a dataset is cached. */
  private static final class ArrowForm implements DatasetCache.Form<NodeDataset> {
    @Override
    public NodeDataset open(Path file) throws IOException {
      return NodeDataset.of(GraphFile.open(file));
    }

    @Override
    public void save(NodeDataset dataset, Path file) throws IOException {
      GraphFile.save(dataset.graph(), file);
    }
  }

  /** The files of a built-in dataset, fetched where they are missing. */
  private RawSource found(BuiltIn wanted) {
    List<RawSource> places = wanted.places(data).stream().map(wanted::in).toList();
    RawSource best =
        places.stream().min(Comparator.comparingInt(place -> place.missing().size())).orElseThrow();
    List<Path> missing = best.missing();
    if (!missing.isEmpty() && downloads.isEmpty()) {
      throw new DatasetException(
          absent(wanted, missing) + " Downloads are off (WEFT_OFFLINE, or withoutDownloads).");
    }
    for (Path file : missing) {
      try {
        new Download(wanted.addresses(file), BuiltIn.checksum(file), file)
            .run(downloads.orElseThrow());
      } catch (DatasetException e) {
        throw new DatasetException(absent(wanted, missing) + " " + e.getMessage(), e);
      }
    }
    return best;
  }

  private String absent(BuiltIn wanted, List<Path> missing) {
    String names =
        missing.stream()
            .map(file -> file.getFileName().toString())
            .collect(Collectors.joining(", "));
    String looked =
        wanted.places(data).stream()
            .map(dir -> dir.toAbsolutePath().normalize().toString())
            .collect(Collectors.joining(", "));
    return "Dataset "
        + wanted.name()
        + ": "
        + names
        + (missing.size() == 1 ? " is" : " are")
        + " missing; looked in "
        + looked
        + ".";
  }

  private static DatasetException unknown(String name) {
    List<String> known = new ArrayList<>(names());
    String nearest =
        known.stream()
            .min(Comparator.comparingInt(candidate -> EditDistance.between(name, candidate)))
            .orElseThrow();
    String hint =
        EditDistance.between(name, nearest) <= Math.max(2, name.length() / 3)
            ? " Did you mean " + nearest + "?"
            : "";
    return new DatasetException(
        "Dataset '"
            + name
            + "' is unknown."
            + hint
            + " Known are "
            + String.join(", ", known)
            + "; your own files are opened with "
            + String.join(", ", formats())
            + ".");
  }
}
