package dev.weft.kernels.lang;

import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.List;

/**
 * One fused pass over rows or neighbourhoods, as data: what to load, compute, reduce and store.
 * SpMM, SDDMM, attention, losses and optimiser steps are all Kernels; a {@link
 * dev.weft.kernels.backend.Backend} runs them.
 *
 * <p>In {@link Domain#ROWS} the body is computed once per row. In {@link Domain#NEIGHBORS} the rows
 * are those of a CSR and ENTRY values are computed once per entry. A {@code Reduce} may feed later
 * ENTRY values of the same kernel (softmax: maximum, then sum of exponentials, then weighted sum):
 * {@link #stage} numbers the passes over the neighbourhood.
 *
 * <p>Immutable and compared by value. {@link #toString} is the readable program.
 */
public final class Kernel {

  /** The iteration space. */
  public enum Domain {
    /** The rows of a table, each on its own. */
    ROWS,
    /** The rows of a CSR, each with its entries. */
    NEIGHBORS
  }

  /**
   * An array the kernel reads.
   *
   * @param dtype type of its elements
   * @param width elements per row
   */
  public record Operand(DType dtype, int width) {}

  /** Where an output value goes. A value of an earlier place is repeated. */
  public enum Target {
    /** One row per row of the domain. Only ROW and UNIFORM values. */
    ROW,
    /** One row per edge, at the edge's id. Only in NEIGHBORS. */
    EDGE,
    /** One row in all: the sum over all rows, in a fixed tree. Only ROW and UNIFORM values. */
    TOTAL_SUM,
    /** One row in all: the maximum over all rows, 0 over none. */
    TOTAL_MAX,
    /** One row in all: the minimum over all rows, 0 over none. */
    TOTAL_MIN
  }

  /**
   * An output: the instruction whose value is stored, and where. Element type is the backend's
   * compute type, int32 for ArgReduce.
   *
   * @param value position in the body
   * @param target where it goes
   */
  public record Output(int value, Target target) {}

  private final Domain domain;
  private final List<Operand> operands;
  private final List<Instr> body;
  private final List<Output> outputs;
  private final KernelCheck facts;

  /**
   * Checks the body and derives shapes, places and stages.
   *
   * @param domain what is iterated
   * @param operands what the loads read
   * @param body instructions, arguments before users
   * @param outputs what is stored
   * @throws IllegalArgumentException when an argument, place, shape, operand or output is wrong;
   *     the message names the instruction
   */
  public Kernel(Domain domain, List<Operand> operands, List<Instr> body, List<Output> outputs) {
    this.domain = domain;
    this.operands = List.copyOf(operands);
    this.body = List.copyOf(body);
    this.outputs = List.copyOf(outputs);
    this.facts = new KernelCheck(domain, this.operands, this.body, this.outputs);
  }

  /** What is iterated. */
  public Domain domain() {
    return domain;
  }

  /** What the loads read. */
  public List<Operand> operands() {
    return operands;
  }

  /** The instructions, arguments before users. */
  public List<Instr> body() {
    return body;
  }

  /** What is stored. */
  public List<Output> outputs() {
    return outputs;
  }

  /** Row shape of the value of instruction {@code i}. */
  public Shape shape(int i) {
    return facts.shapes[i];
  }

  /** Place of the value of instruction {@code i}. */
  public Place place(int i) {
    return facts.places[i];
  }

  /**
   * The pass over the neighbourhood in which the value of instruction {@code i} is available: 0 for
   * what needs no {@code Reduce}; a {@code Reduce} has its argument's stage + 1, other instructions
   * the maximum of their arguments.
   */
  public int stage(int i) {
    return facts.stages[i];
  }

  /** Row shape of every instruction's value; a copy. */
  public Shape[] shapes() {
    return facts.shapes.clone();
  }

  /** Place of every instruction's value; a copy. */
  public Place[] places() {
    return facts.places.clone();
  }

  /** {@link #stage} of every instruction; a copy. */
  public int[] stages() {
    return facts.stages.clone();
  }

  /** Run-time numbers a launch must bring: one more than the highest {@code Scalar} slot. */
  public int scalarCount() {
    return facts.scalarCount;
  }

  /** Random keys a launch must bring: one more than the highest {@code Random} slot. */
  public int keyCount() {
    return facts.keyCount;
  }

  /** Whether an operand is read at the row of the domain, and nowhere else. */
  public boolean readsByRow(int operand) {
    return body.stream().allMatch(instr -> instr.readsByRow(operand));
  }

  /** Whether it reads, draws, finds or stores something by the id of an edge. */
  public boolean namesEdges() {
    return facts.namesEdges;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof Kernel k
            && domain == k.domain
            && operands.equals(k.operands)
            && body.equals(k.body)
            && outputs.equals(k.outputs);
  }

  @Override
  public int hashCode() {
    return ((domain.ordinal() * 31 + operands.hashCode()) * 31 + body.hashCode()) * 31
        + outputs.hashCode();
  }

  /** The kernel as readable pseudo-code, one instruction per line. */
  @Override
  public String toString() {
    return KernelText.of(this);
  }
}
