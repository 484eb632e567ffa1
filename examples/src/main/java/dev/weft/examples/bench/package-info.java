/**
 * Times of operators and of whole training steps, on graphs in plain binary files, with inputs that
 * any other library can make the same.
 *
 * <p>Read {@link dev.weft.examples.bench.GraphFolder} and {@link dev.weft.examples.bench.Inputs}
 * (what is computed on), {@link dev.weft.examples.bench.Operators} and {@link
 * dev.weft.examples.bench.Steps} (what is computed), {@link dev.weft.examples.bench.Stopwatch} (how
 * it is timed) and {@link dev.weft.examples.bench.Measured} (what is reported). {@link
 * dev.weft.examples.bench.DrawnGraphs} are for machines without graphs, {@link
 * dev.weft.examples.bench.Contest} puts what another library took beside it.
 *
 * <p>The rule: every timed call allocates its output and computes everything anew, except the
 * graph's formats, which are built before. Nothing here prints.
 */
package dev.weft.examples.bench;
