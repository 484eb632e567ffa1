/**
 * How good predictions are: {@link dev.weft.nn.metric.Metrics} as lazy tensors, {@link
 * dev.weft.nn.metric.Confusion}, {@link dev.weft.nn.metric.RocAuc} and {@link
 * dev.weft.nn.metric.MultiLabel} over arrays.
 *
 * <p>Invariant: over nothing a share is 0, and what is not defined throws. The package knows no
 * model.
 */
package dev.weft.nn.metric;
