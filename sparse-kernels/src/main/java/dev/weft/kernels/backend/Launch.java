package dev.weft.kernels.backend;

import dev.weft.kernels.memory.Storage;
import dev.weft.kernels.sparse.Csr;
import java.util.List;
import java.util.Optional;

/**
 * The run-time operands of one kernel run.
 *
 * @param rows rows of the domain; with a CSR, its rows
 * @param csr the neighbourhoods, present in the NEIGHBORS domain
 * @param operands one storage per kernel operand
 * @param outputs one storage per kernel output, overwritten: [rows, width], [edges, width] or [1,
 *     width]
 * @param scalars values of the {@code Scalar} slots
 * @param keys values of the {@code Random} slots
 */
public record Launch(
    long rows,
    Optional<Csr> csr,
    List<Storage> operands,
    List<Storage> outputs,
    double[] scalars,
    long[] keys) {}
