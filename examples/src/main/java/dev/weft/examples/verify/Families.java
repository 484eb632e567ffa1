package dev.weft.examples.verify;

import java.util.List;

/** All families. */
final class Families {
  static final List<Family> ALL =
      List.of(
          new ActivationFamily(),
          new OperatorFamily(),
          new LossFamily(),
          new ModuleFamily(),
          new RecurrentFamily(),
          new OptimizerFamily(),
          new LayerFamily(),
          new MoreLayersFamily(),
          new TypedLayersFamily(),
          new TransformFamily(),
          new TrainFamily());

  private Families() {}
}
