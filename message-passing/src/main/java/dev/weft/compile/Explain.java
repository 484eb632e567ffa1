package dev.weft.compile;

import dev.weft.tensor.Explanation;
import java.util.ArrayList;
import java.util.List;

/** Says in words what a program does for the sizes at hand. */
final class Explain {
  private final Program program;
  private final Bindings bindings;

  Explain(Program program, Bindings bindings) {
    this.program = program;
    this.bindings = bindings;
  }

  Explanation explanation() {
    Layout layout = program.layout(new Sizes(bindings));
    List<String> steps = new ArrayList<>();
    for (Step step : program.steps()) {
      steps.add(step.toString());
    }
    return new Explanation(steps, program.notes(), layout.peak(), layout.largest());
  }
}
