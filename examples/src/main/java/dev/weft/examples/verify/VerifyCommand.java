package dev.weft.examples.verify;

import dev.weft.examples.verify.Verdict.Outcome;
import dev.weft.kernels.backend.Backends;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft verify DIR}: runs golden cases. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Runs every golden case below a folder that Weft knows: a line each, counts last, exit code 1 on a FAIL.")
public final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      description = "Folder with CASE.json and CASE.npz files, searched recursively.")
  private Path folder;

  @Option(
      names = "--backend",
      description =
          "reference, portable, vector or cuda; the reference must meet the float64 arrays to 1e-9.")
  private String backend;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new ParameterException(
          spec.commandLine(),
          "verify: "
              + folder
              + " is not a folder; expected one with CASE.json and CASE.npz files.");
    }
    if (backend != null) {
      Backends.use(backend);
    }
    List<Path> cases = Verifier.cases(folder);
    if (cases.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "verify: no CASE.json with a CASE.npz beside it below " + folder + ".");
    }
    Verifier verifier = new Verifier();
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    PrintWriter out = spec.commandLine().getOut();
    for (Path file : cases) {
      Verdict verdict = verifier.verify(file);
      counts.merge(verdict.outcome(), 1, Integer::sum);
      out.println(verdict);
    }
    out.printf(
        "%d passed, %d failed, %d unknown%n",
        counts.getOrDefault(Outcome.PASS, 0),
        counts.getOrDefault(Outcome.FAIL, 0),
        counts.getOrDefault(Outcome.UNKNOWN, 0));
    out.flush();
    return counts.containsKey(Outcome.FAIL) ? 1 : 0;
  }
}
