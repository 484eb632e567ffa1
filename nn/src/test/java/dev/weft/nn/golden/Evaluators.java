package dev.weft.nn.golden;

import dev.weft.compile.Compiler;
import dev.weft.interpreter.Interpreter;
import dev.weft.kernels.backend.Backends;
import dev.weft.tensor.Evaluation;
import dev.weft.tensor.Evaluator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Those that compute in double: the definition, and the compiler on the reference backend. */
final class Evaluators {
  private static final Map<String, Evaluator> ALL = new LinkedHashMap<>();

  static {
    ALL.put("interpreted", new Interpreter());
    ALL.put("compiled", Compiler.on(Backends.named("reference")));
  }

  private Evaluators() {}

  /** The same test by each of them. */
  static List<DynamicTest> each(String name, Executable test) {
    return ALL.entrySet().stream()
        .map(
            evaluator ->
                DynamicTest.dynamicTest(
                    name + ", " + evaluator.getKey(),
                    () -> {
                      Evaluation.use(evaluator.getValue());
                      test.execute();
                    }))
        .toList();
  }
}
