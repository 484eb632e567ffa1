package dev.weft.kernels.bench;

/** Somebody who can compute operators. */
interface Contender {
  /** Whether it can compute an operator with so many heads. */
  boolean has(Operator operator, int heads);

  /** The work, which reads and writes the case's memory and can be run again and again. */
  Runnable prepare(Case on);
}
