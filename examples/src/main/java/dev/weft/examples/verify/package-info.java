/**
 * Golden cases: inputs, parameters, outputs and gradients recorded from another library, run again
 * here and compared.
 *
 * <p>Read {@link dev.weft.examples.verify.GoldenCase} (what a case holds), {@link
 * dev.weft.examples.verify.Answer} (what Weft gives for it), {@link dev.weft.examples.verify.Rule}
 * and {@link dev.weft.examples.verify.Verifier} (how both are compared), then the families, one per
 * kind of subject.
 *
 * <p>Invariant: a family looks at the subject, the hyper-parameters and the arrays, never at a
 * case's name, and answers {@link dev.weft.examples.verify.UnknownCase} for a setting it does not
 * know; nothing passes unseen.
 */
package dev.weft.examples.verify;
