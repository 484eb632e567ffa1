package dev.weft.examples.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.examples.verify.Verdict.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Activations and losses by numbers that their formulas give by hand. */
final class FormulaCasesTest {
  private static final double LN2 = Math.log(2);
  private static final double LN3 = Math.log(3);

  @TempDir private Path folder;

  private CaseFolder of(String op, String hyper) {
    return new CaseFolder(folder, "hand", op)
        .with("hyper", hyper)
        .with("tolerance", "{'rtol': 1e-5, 'atol': 1e-6}");
  }

  private static void assertPasses(CaseFolder given) throws IOException {
    Verdict verdict = given.verdict();
    assertEquals(Outcome.PASS, verdict.outcome(), verdict::toString);
  }

  private static void assertUnknown(String words, CaseFolder given) throws IOException {
    Verdict verdict = given.verdict();
    assertEquals(Outcome.UNKNOWN, verdict.outcome(), verdict::toString);
    assertTrue(verdict.detail().contains(words), verdict::toString);
  }

  @Test
  void noSubjectBelongsToTwoFamilies() {
    Set<String> seen = new HashSet<>();
    for (Family family : Families.ALL) {
      family.subjects().forEach(subject -> assertTrue(seen.add(subject), subject));
    }
  }

  @Test
  void axisZeroIsTheRows() throws IOException {
    for (String op : new String[] {"softmax_dim0", "softmax", "Softmax"}) {
      assertPasses(
          of(op, "{'dim': 0}")
              .doubles("x", "input", 2, 0, 0, LN3, LN3, 0, 0)
              .doubles("R", "constant", 2, 0, 1, 0, 0, 0, 0)
              .doubles("y", "output", 2, 0.2, 0.2, 0.6, 0.6, 0.2, 0.2)
              .doubles("grad_x", "gradient", 2, 0, 0.16, 0, -0.12, 0, -0.04));
    }
    assertPasses(
        of("log_softmax", "{'dim': -1}")
            .doubles("x", "input", 2, 0, LN3)
            .doubles("y", "output", 2, -2 * LN2, LN3 - 2 * LN2));
    assertPasses(
        of("glu", "{'dim': 0}")
            .doubles("x", "input", 2, 4, 8, LN3, 0)
            .doubles("y", "output", 2, 3, 4));
    assertUnknown(
        "dim=2",
        of("softmax_dim1", "{'dim': 2}")
            .doubles("x", "input", 2, 0, 0)
            .doubles("y", "output", 2, 0, 0));
  }

  @Test
  void activationsReadTheirSettings() throws IOException {
    assertPasses(
        of("Hardtanh", "{'min_val': -2, 'max_val': 0.5}")
            .doubles("x", "input", 0, -3, -1, 3)
            .doubles("y", "output", 0, -2, -1, 0.5));
    assertPasses(
        of("softshrink", "{'lambd': 1}")
            .doubles("x", "input", 0, -3, 0.5, 3)
            .doubles("y", "output", 0, -2, 0, 2));
    assertPasses(
        of("threshold", "{'threshold': 1, 'value': 20}")
            .doubles("x", "input", 0, 0, 1, 2)
            .doubles("y", "output", 0, 20, 20, 2));
    assertPasses(
        of("PReLU", "{'num_parameters': 2}")
            .doubles("x", "input", 2, -1, -1, 1, 1)
            .doubles("param.weight", "parameter", 0, 0.25, 0.5)
            .doubles("R", "constant", 2, 1, 1, 1, 1)
            .doubles("y", "output", 2, -0.25, -0.5, 1, 1)
            .doubles("grad_param.weight", "gradient", 0, -1, -1));
    assertUnknown(
        "threshold",
        of("threshold", "{}").doubles("x", "input", 0, 1).doubles("y", "output", 0, 1));
  }

  @Test
  void logSigmoidIsAnActivationOfOneArrayAndALossOfTwo() throws IOException {
    assertPasses(
        of("logsigmoid", "{}").doubles("x", "input", 0, 0).doubles("y", "output", 0, -LN2));
    assertPasses(
        of("logsigmoid", "{}")
            .doubles("pos", "input", 0, 1, LN3)
            .doubles("neg", "input", 0, 1, 0)
            .doubles("y", "output", 0, (LN2 + Math.log(4 / 3.0)) / 2));
  }

  @Test
  void lossesTakeTheirInputsByName() throws IOException {
    assertPasses(
        of("kl_div", "{'reduction': 'batchmean'}")
            .doubles("x", "input", 2, -1, -2, -3, -4)
            .doubles("target", "constant", 2, 1, 0, 0, 1)
            .doubles("R", "constant", 0, 1)
            .doubles("y", "output", 0, 2.5)
            .doubles("grad_x", "gradient", 2, -0.5, 0, 0, -0.5));
    assertPasses(
        of("binary_cross_entropy", "{'reduction': 'sum'}")
            .doubles("x", "input", 0, 0.5, 0.25)
            .doubles("target", "constant", 0, 1, 0)
            .doubles("weight", "constant", 0, 2, 1)
            .doubles("y", "output", 0, 2 * LN2 + Math.log(4 / 3.0)));
    assertPasses(
        of("multi_margin_loss", "{'margin': 1}")
            .doubles("x", "input", 2, 1, 3)
            .ints("label", "constant", 0)
            .doubles("y", "output", 0, 1.5));
    assertPasses(
        of("cosine_embedding_loss", "{'margin': 0.5, 'reduction': 'none'}")
            .doubles("x1", "input", 2, 0, 2, 0, 2)
            .doubles("x2", "input", 2, 3, 0, 0, 1)
            .doubles("target", "constant", 0, 1, -1)
            .doubles("y", "output", 0, 1, 0.5));
    assertPasses(
        of("gaussian_nll_loss", "{'full': false}")
            .doubles("x", "input", 2, 1, 3)
            .doubles("target", "constant", 2, 1, 1)
            .doubles("var", "input", 0, 4)
            .doubles("y", "output", 0, (2 * Math.log(4) + 1) / 4));
    assertPasses(
        of("cross_entropy", "{}")
            .doubles("logits", "input", 2, 0, 0)
            .doubles("target", "constant", 2, 0.5, 0.25)
            .doubles("y", "output", 0, 0.75 * LN2));
  }

  @Test
  void whatALossCannotDoIsUnknown() throws IOException {
    CaseFolder swapped =
        of("triplet_margin_loss", "{'swap': true}")
            .doubles("anchor", "input", 2, 1, 2)
            .doubles("positive", "input", 2, 1, 2)
            .doubles("negative", "input", 2, 1, 2);
    assertUnknown("swap=true", swapped.doubles("y", "output", 0, 1));
    assertUnknown(
        "array weight",
        of("mse_loss", "{}")
            .doubles("x", "input", 0, 1)
            .doubles("target", "input", 0, 1)
            .doubles("weight", "constant", 0, 2)
            .doubles("y", "output", 0, 0));
  }

  @Test
  void optimisersAndSchedulesReadTheirSettings() throws IOException {
    // v = 2, move √0.25 / √2.25 · 2 = 2/3, twice that with the rate.
    assertPasses(
        of("torch.optim.Adadelta", "{'lr': 2, 'rho': 0.5, 'eps': 0.25}")
            .doubles("p0", "input", 0, 1)
            .doubles("grads", "constant", 1, 2)
            .doubles("p", "output", 1, -1 / 3.0));
    for (String op : new String[] {"Adamax", "NAdam", "RAdam"}) {
      assertPasses(
          of("torch.optim." + op, "{'lr': 0, 'betas': [0.5, 0.75], 'maximize': true}")
              .doubles("p0", "input", 0, 1)
              .doubles("grads", "constant", 1, 2)
              .doubles("p", "output", 1, 1));
    }
    assertPasses(
        of("torch.optim.SGD", "{'lr': 0.5, 'maximize': true}")
            .doubles("p0", "input", 0, 1)
            .doubles("grads", "constant", 1, 2, 4)
            .doubles("p", "output", 1, 2, 4));
    assertPasses(
        of("torch.optim.lr_scheduler", "{'name': 'LinearLR', 'lr': 2, 'start_factor': 0.5}")
            .doubles("lr", "output", 0, 1, 1.2, 1.4, 1.6, 1.8, 2, 2));
    assertPasses(
        of("torch.optim.lr_scheduler", "{'name': 'ConstantLR', 'lr': 3, 'total_iters': 2}")
            .doubles("lr", "output", 0, 1, 1, 3));
    assertPasses(
        of("torch.optim.lr_scheduler", "{'name': 'PolynomialLR', 'lr': 5}")
            .doubles("lr", "output", 0, 5, 4, 3, 2, 1, 0, 0));
    assertPasses(
        of(
                "torch.optim.lr_scheduler",
                "{'name': 'CosineAnnealingWarmRestarts', 'lr': 2, 'T_0': 2, 'T_mult': 2}")
            .doubles("lr", "output", 0, 2, 1, 2, 1 + Math.sqrt(0.5), 1, 1 - Math.sqrt(0.5), 2));
    assertPasses(
        of("clip_grad_norm_", "{'max_norm': 6, 'norm_type': 'inf'}")
            .doubles("g1", "input", 0, 3, -12)
            .doubles("total_norm", "output", 0, 12)
            .doubles("out1", "output", 0, 1.5, -6));
  }

  @Test
  void normsReadTheirSettings() throws IOException {
    assertPasses(
        of("LayerNorm", "{'normalized_shape': [2], 'eps': 0, 'elementwise_affine': false}")
            .doubles("x", "input", 2, 1, 5)
            .doubles("y", "output", 2, -1, 1));
    assertPasses(
        of("GroupNorm", "{'num_groups': 2, 'num_channels': 4, 'eps': 0}")
            .doubles("x", "input", 4, 1, 5, 0, 8)
            .doubles("param.weight", "parameter", 0, 1, 2, 3, 4)
            .doubles("param.bias", "parameter", 0, 0, 0, 0, 1)
            .doubles("y", "output", 4, -1, 2, -3, 5));
    assertPasses(
        of("RMSNorm", "{'normalized_shape': 2, 'eps': 0}")
            .doubles("x", "input", 2, 1, 7)
            .doubles("param.weight", "parameter", 0, 1, 10)
            .doubles("y", "output", 2, 0.2, 14));
    assertPasses(
        of("BatchNorm1d", "{'affine': false, 'track_running_stats': false, 'eps': 0}")
            .doubles("x", "input", 1, 1, 5)
            .doubles("y", "output", 1, -1, 1));
  }

  @Test
  void denseLayersReadTheirInputs() throws IOException {
    assertPasses(
        of("Linear", "{'in_features': 2, 'out_features': 1, 'bias': false}")
            .doubles("x", "input", 2, 3, 4)
            .doubles("param.weight", "parameter", 2, 1, 10)
            .doubles("y", "output", 1, 43));
    assertPasses(
        of("Embedding", "{'num_embeddings': 3, 'embedding_dim': 2, 'padding_idx': 0}")
            .ints("x", "constant", 2, 0, 2)
            .doubles("param.weight", "parameter", 2, 9, 9, 1, 2, 3, 4)
            .doubles("R", "constant", 2, 1, 1, 5, 5, 1, 2)
            .doubles("y", "output", 2, 3, 4, 9, 9, 3, 4)
            .doubles("grad_param.weight", "gradient", 2, 0, 0, 0, 0, 2, 3));
  }

  @Test
  void recurrentCellsReadSizesByEitherName() throws IOException {
    for (String sizes :
        new String[] {"'input': 1, 'hidden': 1", "'input_size': 1, 'hidden_size': 1"}) {
      assertPasses(
          of("RNNCell", "{" + sizes + ", 'nonlinearity': 'relu', 'bias': false}")
              .doubles("x", "input", 1, 3)
              .doubles("h", "input", 1, 2)
              .doubles("param.weight_ih", "parameter", 1, 1)
              .doubles("param.weight_hh", "parameter", 1, 10)
              .doubles("y", "output", 1, 23));
    }
    assertUnknown(
        "array h0",
        of("GRUCell", "{'input': 1, 'hidden': 1, 'bias': false}")
            .doubles("x", "input", 1, 3)
            .doubles("h0", "input", 1, 2)
            .doubles("param.weight_ih", "parameter", 1, 1, 1, 1)
            .doubles("param.weight_hh", "parameter", 1, 1, 1, 1)
            .doubles("y", "output", 1, 23));
  }

  @Test
  void sequencesMayHaveTheirStepsFirst() throws IOException {
    // Row 0 reads 1, 2, row 1 reads 3, 4: states 1 and 2 + 10, 3 and 4 + 30.
    CaseFolder recurrent =
        of("RNN", "{'input_size': 1, 'hidden_size': 1, 'nonlinearity': 'relu', 'bias': false}")
            .cube("x", "input", 2, 2, 1, 1, 3, 2, 4)
            .doubles("param.weight_ih_l0", "parameter", 1, 1)
            .doubles("param.weight_hh_l0", "parameter", 1, 10)
            .cube("y_out", "output", 2, 2, 1, 1, 3, 12, 34)
            .cube("R_out", "constant", 2, 2, 1, 0, 0, 1, 2)
            .cube("y_h", "output", 1, 2, 1, 12, 34)
            .cube("grad_x", "gradient", 2, 2, 1, 10, 20, 1, 2);
    assertPasses(recurrent);
    assertPasses(
        of(
                "RNN",
                "{'input': 1, 'hidden': 1, 'nonlinearity': 'relu', 'bias': false, 'batch_first': true}")
            .cube("x", "input", 2, 2, 1, 1, 2, 3, 4)
            .doubles("param.weight_ih_l0", "parameter", 1, 1)
            .doubles("param.weight_hh_l0", "parameter", 1, 10)
            .cube("y", "output", 2, 2, 1, 1, 12, 3, 34));
  }

  @Test
  void channelsOfAnInstanceAreNormalisedAlone() throws IOException {
    assertPasses(
        of("InstanceNorm1d", "{'num_features': 2, 'eps': 0}")
            .cube("x", "input", 1, 2, 2, 1, 3, 2, 8)
            .cube("y", "output", 1, 2, 2, -1, 1, -1, 1));
    assertUnknown(
        "without [rows, features]",
        of("BatchNorm1d", "{'num_features': 2}")
            .cube("x", "input", 1, 2, 2, 1, 3, 2, 8)
            .cube("y", "output", 1, 2, 2, -1, 1, -1, 1));
  }

  @Test
  void everyFormHasItsOwnMatrix() throws IOException {
    assertPasses(
        of("Bilinear", "{'in1_features': 2, 'in2_features': 2, 'out_features': 1}")
            .doubles("x1", "input", 2, 2, 3)
            .doubles("x2", "input", 2, 5, 7)
            .cube("param.weight", "parameter", 1, 2, 2, 1, 0, 0, 2)
            .doubles("param.bias", "parameter", 0, 100)
            .doubles("y", "output", 1, 152));
  }
}
