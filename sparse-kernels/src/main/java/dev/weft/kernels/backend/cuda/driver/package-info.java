/**
 * The door to NVIDIA's libraries, through JCuda: a GPU as a {@link
 * dev.weft.kernels.backend.cuda.Device}, and the assembler that turns PTX into machine code.
 *
 * <p>Read {@link dev.weft.kernels.backend.cuda.driver.JCudaDevice}, then {@link
 * dev.weft.kernels.backend.cuda.driver.PtxAssembler}.
 *
 * <p>Invariant: every call's result is checked, and what fails names the kernel. Nothing here is
 * loaded unless somebody asks for the GPU or the assembler by name.
 *
 * <p>Knows PTX modules and memory, no kernel and no graph. No other package knows JCuda.
 */
package dev.weft.kernels.backend.cuda.driver;
