package dev.weft.examples.cli;

import dev.weft.examples.kernels.Inspection;
import dev.weft.examples.kernels.Inspection.Finding;
import java.io.PrintWriter;
import java.util.List;

/** {@code weft kernels --target cuda --check}: are the generated kernels right? */
final class KernelsCommand extends Command {
  private static final List<String> TARGETS = List.of("cuda");

  private final Opt<String> target =
      Opt.of(spec, "--target", "NAME", String.class, "What kernels are generated for: cuda.");
  private final Opt<Boolean> check =
      Opt.of(
          spec,
          "--check",
          "CHECK",
          Boolean.class,
          "Generates every kernel family for all corner shapes, assembles it for sm_80 and sm_90, interprets it on corner-case graphs and compares with the reference. Needs no GPU.");

  KernelsCommand() {
    super(
        "kernels",
        "Checks generated kernels: a line each, counts last, exit code 1 on a FAIL.",
        "");
  }

  @Override
  public Integer call() {
    String wanted =
        target
            .given()
            .filter(TARGETS::contains)
            .orElseThrow(
                () ->
                    new UserFailure(
                        "kernels: --target is "
                            + target.given().orElse("missing")
                            + "; expected --target cuda."));
    if (!check.or(false)) {
      throw new UserFailure("kernels --target " + wanted + ": nothing to do; expected --check.");
    }
    PrintWriter out = out();
    int[] counts = new int[2];
    new Inspection()
        .findings(Inspection.Extent.WHOLE)
        .forEach(
            finding -> {
              counts[finding.failure().isPresent() ? 1 : 0]++;
              print(out, finding);
            });
    out.printf("%d passed, %d failed%n", counts[0], counts[1]);
    out.flush();
    return counts[1] > 0 ? 1 : 0;
  }

  private static void print(PrintWriter out, Finding finding) {
    out.println(finding);
    out.flush();
  }
}
