package dev.weft.examples;

import dev.weft.datasets.Datasets;
import dev.weft.datasets.NodeDataset;
import java.nio.file.Path;

/** Reads a dataset in its published form, and keeps it as one Arrow file that opens at once. */
public final class ConvertDataset {
  private ConvertDataset() {}

  /** Converts: {@code ConvertDataset planetoid:DIR/cora cora.weft}. */
  public static void main(String[] args) {
    System.out.println(convert(args[0], Path.of(args[1])).summary().line());
  }

  /** The dataset as it comes back from the file. */
  static NodeDataset convert(String dataset, Path file) {
    NodeDataset raw = Datasets.standard().withoutDownloads().open(dataset);
    Datasets.save(raw, file);
    return Datasets.standard().open("weft:" + file);
  }
}
