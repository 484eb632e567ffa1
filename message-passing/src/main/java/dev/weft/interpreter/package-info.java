/**
 * The definition of every operator: the unfused DAG, operator by operator, in double, with plain
 * loops. The compiler is tested against it; it is also eager mode ({@code -Dweft.eager=true}).
 *
 * <p>Read {@link dev.weft.interpreter.Interpreter} first, then {@link
 * dev.weft.interpreter.Operators}, which leads to the loops.
 *
 * <p>Invariant: clarity before speed, edges in edge-id order, rows in row order, no threads. The
 * package knows no kernel; of {@code sparse-kernels} it takes the enums of operators and the
 * counter-based random numbers.
 */
package dev.weft.interpreter;
