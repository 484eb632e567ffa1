package dev.weft.examples.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.examples.verify.Verdict.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One step of gradient descent by hand: two nodes with a loop each, so that a graph convolution is
 * {@code x W + b}; x = [1], [0], W = b = 0, labels 0 and 1. The loss is ln 2, its gradient by the
 * logits (softmax − target) / 2 = ∓1/4.
 */
final class TrainFamilyTest {
  @TempDir private Path folder;

  private CaseFolder run(String optimizer, double loss) {
    CaseFolder run = new CaseFolder(folder, "hand", "GraphConv x 1");
    run.with(
        "tolerance",
        "{'first_loss_rtol': 1e-5, 'losses': {'rtol': 1e-3, 'atol': 1e-5}, 'final_logits_atol': 1e-4}");
    run.with(
        "hyper",
        "{'optimizer': '" + optimizer + "', 'steps': 1, 'norm': 'both', 'activation': 'relu'}");
    run.ints("src", "graph", 0, 1).ints("dst", "graph", 0, 1).ints("num_nodes", "graph", 2);
    run.doubles("x", "constant", 1, 1, 0)
        .ints("label", "constant", 0, 1)
        .ints("mask", "constant", 1, 1);
    run.doubles("param.layers.0.weight", "param", 2, 0, 0)
        .doubles("param.layers.0.bias", "param", 0, 0, 0);
    run.doubles("logits0", "output", 2, 0, 0, 0, 0).doubles("losses", "output", 0, loss);
    run.doubles("grad_param.layers.0.weight", "gradient", 2, -0.25, 0.25)
        .doubles("grad_param.layers.0.bias", "gradient", 0, 0, 0);
    return run.doubles("final.layers.0.weight", "output", 2, 0.25, -0.25)
        .doubles("logits", "output", 2, 0.25, -0.25, 0, 0);
  }

  @Test
  void aRunWorkedOutByHandPasses() throws IOException {
    Verdict verdict = run("SGD lr 1", Math.log(2)).verdict();
    assertEquals(Outcome.PASS, verdict.outcome(), verdict::toString);
  }

  @Test
  void theFirstLossIsComparedMoreTightlyThanTheOthers() throws IOException {
    Verdict verdict = run("SGD lr 1", Math.log(2) * (1 + 1e-4)).verdict();
    assertEquals(Outcome.FAIL, verdict.outcome(), verdict::toString);
    assertTrue(verdict.detail().startsWith("first loss[0]"), verdict::toString);
  }

  @Test
  void aMaskedNodeHasNoInfluence() throws IOException {
    CaseFolder masked = run("SGD lr 1", Math.log(2)).ints("mask", "constant", 1, 0);
    masked
        .doubles("grad_param.layers.0.weight", "gradient", 2, -0.5, 0.5)
        .doubles("grad_param.layers.0.bias", "gradient", 0, -0.5, 0.5);
    masked
        .doubles("final.layers.0.weight", "output", 2, 0.5, -0.5)
        .doubles("logits", "output", 2, 1, -1, 0.5, -0.5);
    Verdict verdict = masked.verdict();
    assertEquals(Outcome.PASS, verdict.outcome(), verdict::toString);
  }

  @Test
  void aWrongFinalParameterFails() throws IOException {
    Verdict verdict = run("SGD lr 0.5", Math.log(2)).verdict();
    assertEquals(Outcome.FAIL, verdict.outcome(), verdict::toString);
    assertTrue(verdict.detail().startsWith("final.layers.0.weight[0]"), verdict::toString);
  }

  @Test
  void anOptimizerThatNobodyKnowsIsUnknown() throws IOException {
    assertEquals(
        "UNKNOWN hand (optimizer Lion lr 1)", run("Lion lr 1", Math.log(2)).verdict().toString());
  }

  @Test
  void aSettingThatNobodyReadsIsUnknown() throws IOException {
    CaseFolder dropping =
        run("SGD lr 1", Math.log(2))
            .with("hyper", "{'optimizer': 'SGD lr 1', 'steps': 1, 'dropout': 0.5}");
    assertEquals("UNKNOWN hand (setting dropout=0.5)", dropping.verdict().toString());
  }
}
