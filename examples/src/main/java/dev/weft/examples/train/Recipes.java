package dev.weft.examples.train;

import static dev.weft.examples.train.Recipe.Decayed.ALL;
import static dev.weft.examples.train.Recipe.Decayed.FIRST_LAYER;
import static dev.weft.examples.train.Recipe.Input.ROW_NORMALIZED;

import dev.weft.datasets.NodeDataset;

/**
 * The hyper-parameters that are used when the user names none: those of the papers, for Planetoid,
 * and those of Shchur et al. (2018) for the co-purchase and co-author graphs.
 */
public final class Recipes {
  private Recipes() {}

  /** For a model on a dataset. */
  public static Recipe of(ModelName model, NodeDataset dataset) {
    return switch (dataset.name()) {
      case "karate" -> small(model);
      case "amazon-computers", "amazon-photo" -> large(model).withPublishedFeatures();
      case "coauthor-cs", "coauthor-physics" -> large(model);
      default -> planetoid(model);
    };
  }

  /**
   * The papers. GraphSAGE, GIN and the MLP have no figures of their own for Planetoid: they take
   * GCN's.
   */
  private static Recipe planetoid(ModelName model) {
    return switch (model) {
      case GCN -> new Recipe(model, 200, 200, 16, 1, 0.5, 0.01, 5e-4, FIRST_LAYER, ROW_NORMALIZED);
      case SAGE -> new Recipe(model, 200, 200, 16, 1, 0.5, 0.01, 5e-4, ALL, ROW_NORMALIZED);
      case GAT, GATV2 -> new Recipe(model, 1000, 100, 8, 8, 0.6, 0.005, 5e-4, ALL, ROW_NORMALIZED);
      case GIN -> new Recipe(model, 200, 200, 64, 1, 0.5, 0.01, 5e-4, ALL, ROW_NORMALIZED);
      case SGC -> new Recipe(model, 100, 100, 0, 1, 0, 0.2, 5e-5, ALL, ROW_NORMALIZED);
      case APPNP ->
          new Recipe(model, 1000, 200, 64, 1, 0.5, 0.01, 5e-3, FIRST_LAYER, ROW_NORMALIZED);
      case MLP -> new Recipe(model, 200, 200, 16, 1, 0.5, 0.01, 5e-4, FIRST_LAYER, ROW_NORMALIZED);
    };
  }

  /** More classes and more words want wider layers. */
  private static Recipe large(ModelName model) {
    Recipe base = planetoid(model);
    return switch (model) {
      case GCN, SAGE, GIN, MLP, APPNP -> base.withHidden(64).withEpochs(300);
      case GAT, GATV2 -> base.withHidden(16).withEpochs(300);
      case SGC -> base.withEpochs(300);
    };
  }

  /** 34 nodes without features: 200 epochs are enough for every model. */
  private static Recipe small(ModelName model) {
    return planetoid(model).withEpochs(200).withPatience(200);
  }
}
