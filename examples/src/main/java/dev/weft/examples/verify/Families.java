package dev.weft.examples.verify;

import java.util.List;

/** All families. */
final class Families {
  static final List<Family> ALL = List.of(new ActivationFamily(), new OperatorFamily());

  private Families() {}
}
