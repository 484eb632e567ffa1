package dev.weft.examples.cli;

import dev.weft.datasets.Datasets;
import dev.weft.datasets.NodeDataset;
import dev.weft.datasets.Split;
import java.nio.file.Path;
import java.util.Optional;

/** The options {@code --dataset}, {@code --data} and {@code --split}: what is computed on. */
final class DataOptions {
  private final Command command;
  private final Opt<String> dataset;
  private final Opt<Path> data;
  private final Opt<String> split;

  DataOptions(Command command) {
    this.command = command;
    dataset =
        Opt.of(
            command.spec,
            "--dataset",
            "NAME",
            String.class,
            "A built-in dataset ("
                + String.join(", ", Datasets.names())
                + ") or your own files ("
                + String.join(", ", Datasets.formats())
                + "). Default: "
                + Datasets.KARATE
                + ".");
    data =
        Opt.of(
            command.spec,
            "--data",
            "DIR",
            Path.class,
            "Where the files of built-in datasets are, and where missing ones are downloaded to. Default: $WEFT_DATA, else ~/.weft/data.");
    split =
        Opt.of(
            command.spec,
            "--split",
            "SPLIT",
            String.class,
            "public, random:SEED:PER_CLASS or masks:K. Default: the published split, else masks:0, else random.");
  }

  /** The dataset's name, as the user gave it. */
  String name() {
    return dataset.or(Datasets.KARATE);
  }

  /** Whether the user chose the split. */
  boolean hasSplit() {
    return split.given().isPresent();
  }

  /**
   * The dataset.
   *
   * @throws dev.weft.datasets.DatasetException when it cannot be had
   */
  NodeDataset open() {
    Optional<Split> wanted = split.given().map(Split::parse);
    Datasets datasets = data.given().map(Datasets::in).orElseGet(Datasets::standard);
    NodeDataset opened = DownloadBar.on(datasets, command).open(name());
    return wanted.map(opened::withSplit).orElse(opened);
  }
}
