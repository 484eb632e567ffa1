package dev.weft.examples.bench;

import dev.weft.tensor.Explanation;
import java.util.List;

/** Programs in few words. */
final class Plans {
  private Plans() {}

  /** The first line of every step. */
  static List<String> of(Explanation explanation) {
    return explanation.steps().stream()
        .map(step -> step.lines().findFirst().orElse("").strip())
        .toList();
  }
}
