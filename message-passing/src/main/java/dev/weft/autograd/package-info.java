/**
 * Derivatives of expressions, as expressions: a DAG goes in, a DAG comes out, without a tape.
 *
 * <p>Read {@link dev.weft.autograd.Derivatives} first: the rule of every operator, on one page.
 * {@link dev.weft.autograd.Autograd} walks the DAG and {@link dev.weft.autograd.Adjoints} adds up
 * what arrives.
 *
 * <p>Invariant: every gradient has the space and row shape of its tensor. The package knows neither
 * evaluation nor kernels.
 */
package dev.weft.autograd;
