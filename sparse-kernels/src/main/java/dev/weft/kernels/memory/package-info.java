/**
 * Off-heap memory: element types, row shapes, storages, and the one allocator behind them.
 *
 * <p>Read {@link dev.weft.kernels.memory.Memory} first (who owns what, what is counted), then
 * {@link dev.weft.kernels.memory.Block} (one allocation) and {@link
 * dev.weft.kernels.memory.Workspaces} (scratch that is used again and again). {@link
 * dev.weft.kernels.memory.Storage} is the form in which data crosses module borders.
 *
 * <p>The invariant: every native byte has exactly one owner, is counted from the moment it is taken
 * until the moment it is given back, and is given back exactly once.
 *
 * <p>This package must not know what the bytes mean: no kernels, no sparse structures, no tensors.
 */
package dev.weft.kernels.memory;
