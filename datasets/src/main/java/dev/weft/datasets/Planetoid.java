package dev.weft.datasets;

import java.nio.file.Path;

/**
 * The three citation networks that papers compare on, with their public splits (Yang, Cohen and
 * Salakhutdinov 2016).
 */
public final class Planetoid {
  private Planetoid() {}

  /**
   * Cora: 2,708 papers, 10,556 directed edges, 1,433 words, 7 classes. As {@link
   * Datasets#open(String)} with files in {@code data}.
   */
  public static NodeDataset cora(Path data) {
    return Datasets.in(data).open("cora");
  }

  /**
   * Citeseer: 3,327 papers, 9,228 directed edges of which 124 are self loops, 3,703 words, 6
   * classes; 15 papers have no label.
   */
  public static NodeDataset citeseer(Path data) {
    return Datasets.in(data).open("citeseer");
  }

  /**
   * Pubmed: 19,717 papers, 88,651 directed edges of which 3 are self loops, 500 words, 3 classes.
   */
  public static NodeDataset pubmed(Path data) {
    return Datasets.in(data).open("pubmed");
  }
}
