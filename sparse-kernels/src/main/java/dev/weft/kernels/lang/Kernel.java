package dev.weft.kernels.lang;

import dev.weft.kernels.lang.Instr.Place;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.Shape;
import java.util.List;

/**
 * One fused pass over rows or neighbourhoods, as data: what to load, compute, reduce and store. SpMM, SDDMM, attention, losses and
 * optimiser steps are all Kernels; a {@link dev.weft.kernels.backend.Backend} runs them.
 *
 * <p>In {@link Domain#ROWS} the body is computed once per row. In {@link Domain#NEIGHBORS} the rows are those of a CSR and ENTRY
 * values are computed once per entry. A {@code Reduce} may feed later ENTRY values of the same kernel (softmax: maximum, then sum of
 * exponentials, then weighted sum): {@link #stage} numbers the passes over the neighbourhood.
 *
 * @param domain what is iterated
 * @param operands what the loads read
 * @param body instructions, arguments before users
 * @param outputs what is stored
 */
public record Kernel(Domain domain, List<Operand> operands, List<Instr> body, List<Output> outputs) {

  /** The iteration space. */
  public enum Domain { ROWS, NEIGHBORS }

  /** An array the kernel reads: element type and elements per row. */
  public record Operand(DType dtype, int width) {}

  /** Where an output value goes. */
  public enum Target {
    /** One row per row of the domain. */
    ROW,
    /** One row per edge, at the edge's id. Only ENTRY values. */
    EDGE,
    /** One row in all: the sum over all rows, in a fixed tree. Only ROW values. */
    TOTAL_SUM,
    /** One row in all: the maximum over all rows. */
    TOTAL_MAX,
    /** One row in all: the minimum over all rows. */
    TOTAL_MIN
  }

  /** An output: the instruction whose value is stored, and where. Element type is the backend's compute type, int32 for ArgReduce. */
  public record Output(int value, Target target) {}

  /** Checks the body: argument order, places, shapes. */
  public Kernel {
    operands = List.copyOf(operands);
    body = List.copyOf(body);
    outputs = List.copyOf(outputs);
    KernelCheck.check(domain, operands, body, outputs);
  }

  /** Row shape of every instruction's value. */
  public Shape[] shapes() {
    return KernelCheck.shapes(body);
  }

  /** Place of every instruction's value. */
  public Place[] places() {
    return KernelCheck.places(body);
  }

  /**
   * The pass over the neighbourhood in which every value is available: 0 for what needs no {@code Reduce}; a {@code Reduce} has its
   * argument's stage + 1, other instructions the maximum of their arguments.
   */
  public int[] stages() {
    return KernelCheck.stages(body);
  }
}
