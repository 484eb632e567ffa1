/**
 * The part of PTX that Weft writes, as data: registers, operands, instructions, entries, modules.
 *
 * <p>Read {@link dev.weft.kernels.backend.cuda.ptx.Insn} (what can be said), {@link
 * dev.weft.kernels.backend.cuda.ptx.Code} (how it is put together) and {@code PtxText} (how it is
 * printed). PTX is NVIDIA's virtual instruction set: the driver compiles it for the device at hand.
 *
 * <p>Invariant: an instruction that exists has arguments of the right kinds. Floats round to
 * nearest even, keep subnormal numbers and are never contracted.
 *
 * <p>Knows nothing of kernels, graphs or devices.
 */
package dev.weft.kernels.backend.cuda.ptx;
