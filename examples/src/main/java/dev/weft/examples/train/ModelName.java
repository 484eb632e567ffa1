package dev.weft.examples.train;

import dev.weft.nn.model.Appnp;
import dev.weft.nn.model.Gat;
import dev.weft.nn.model.Gatv2;
import dev.weft.nn.model.Gcn;
import dev.weft.nn.model.Gin;
import dev.weft.nn.model.Mlp;
import dev.weft.nn.model.Model;
import dev.weft.nn.model.Sage;
import dev.weft.nn.model.Sgc;
import dev.weft.tensor.Seed;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The models that can be trained by name. */
public enum ModelName {
  /** Kipf and Welling, 2017. */
  GCN,
  /** Hamilton et al., 2017, over the whole graph. */
  SAGE,
  /** Veličković et al., 2018. */
  GAT,
  /** Brody et al., 2022. */
  GATV2,
  /** Xu et al., 2019. */
  GIN,
  /** Wu et al., 2019. */
  SGC,
  /** Gasteiger et al., 2019. */
  APPNP,
  /** No graph: what the features alone tell. */
  MLP;

  /** As the user types it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The model of this name. */
  public static Optional<ModelName> of(String text) {
    return Stream.of(values()).filter(model -> model.text().equals(text)).findFirst();
  }

  /** All names, with a separator between them. */
  public static String all(String separator) {
    return Stream.of(values()).map(ModelName::text).collect(Collectors.joining(separator));
  }

  /** Whether the paper adds a self loop to every node. */
  boolean wantsSelfLoops() {
    return switch (this) {
      case GCN, GAT, GATV2, SGC, APPNP -> true;
      case SAGE, GIN, MLP -> false;
    };
  }

  /** A fresh model. */
  Model make(int features, int classes, Recipe recipe, Seed seed) {
    int hidden = recipe.hidden();
    Model model =
        switch (this) {
          case GCN -> Gcn.of(features, hidden, classes, seed);
          case SAGE -> Sage.of(features, hidden, classes, seed);
          case GAT -> Gat.of(features, hidden, recipe.heads(), classes, seed);
          case GATV2 -> Gatv2.of(features, hidden, recipe.heads(), classes, seed);
          case GIN -> Gin.of(features, hidden, classes, seed);
          case SGC -> Sgc.of(features, classes, seed);
          case APPNP -> Appnp.of(features, hidden, classes, seed);
          case MLP -> Mlp.of(features, hidden, classes, seed);
        };
    return model.withDropout(recipe.dropout());
  }
}
