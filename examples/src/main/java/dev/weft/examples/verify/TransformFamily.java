package dev.weft.examples.verify;

import dev.weft.graph.Graph;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Structure queries and graph transforms, compared by the rule that the case states. */
final class TransformFamily implements Family {
  private final Map<String, Transform> transforms = new HashMap<>();

  TransformFamily() {
    transforms.putAll(QueryTransforms.all());
    transforms.putAll(EdgeTransforms.all());
    transforms.putAll(SubgraphTransforms.all());
    transforms.putAll(TypeTransforms.all());
  }

  @Override
  public Set<String> subjects() {
    return transforms.keySet();
  }

  @Override
  public Answer answer(GoldenCase given) {
    Rule rule = GraphRules.of(given);
    Graph graph = Graphs.any(given);
    Map<String, double[]> came = transforms.get(given.subject()).of(given, graph);
    given.allSettingsRead();
    given.allArraysRead();
    Optional<String> extra = extra(given, came);
    return extra.isPresent()
        ? new Answer.Judged(Verdict.Outcome.FAIL, extra.get() + " came; the case records none")
        : new Answer.Numbers(came, rule);
  }

  /** An array of a relation or a node type that the result should not have. */
  private static Optional<String> extra(GoldenCase given, Map<String, double[]> came) {
    for (String kind : Set.of("out_src.", "out_num_nodes.")) {
      Optional<String> extra =
          came.keySet().stream()
              .filter(name -> name.startsWith(kind) && !given.has(name))
              .findFirst();
      if (extra.isPresent() && !given.names(kind).isEmpty()) {
        return extra;
      }
    }
    return Optional.empty();
  }
}
