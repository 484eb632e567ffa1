/**
 * Kernels on NVIDIA GPUs, from PTX that Java writes.
 *
 * <p>Read {@link dev.weft.kernels.backend.cuda.CudaBackend} and {@code CudaKernel} (a launch), then
 * {@code gen} (kernels become PTX), {@code dense} (matrix products), {@code ptx} (PTX as data),
 * {@code sim} (PTX without a GPU) and {@code driver} (the GPU). Everything here runs on a {@link
 * dev.weft.kernels.backend.cuda.Device}, of which there are two: the GPU, and the interpreter that
 * tests run on.
 *
 * <p>Invariant: the operations on floats are those of the CPU backends, and in which order they
 * happen depends on the kernel and the sizes alone.
 *
 * <p>Nothing here knows a tensor, and nothing but {@code driver} knows JCuda.
 */
package dev.weft.kernels.backend.cuda;
