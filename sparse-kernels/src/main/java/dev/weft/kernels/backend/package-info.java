/**
 * Backends: what runs kernels and dense products on one kind of processor.
 *
 * <p>Read {@link dev.weft.kernels.backend.Backend}, {@link dev.weft.kernels.backend.CompiledKernel}
 * and {@link dev.weft.kernels.backend.Launch} (the contract), then {@link
 * dev.weft.kernels.backend.Backends} (which one runs). {@code backend.reference} is the definition:
 * double, plain loops. {@code backend.tile} holds what the two CPU backends share: plan, schedule
 * and the interface of tile primitives; {@code backend.portable} implements the primitives with
 * plain loops, {@code backend.vector} with the Vector API. {@code backend.cuda} writes kernels as
 * PTX for NVIDIA GPUs and needs nothing of {@code backend.tile} but the constants of its functions.
 * {@link dev.weft.kernels.backend.Backends} is the only place that knows all names.
 *
 * <p>Invariant: a launch is checked once ({@link dev.weft.kernels.backend.LaunchCheck}) before any
 * address is computed from it.
 *
 * <p>Nothing here knows a tensor, a gradient or a layer, and nothing outside a backend's own
 * package knows how it computes.
 */
package dev.weft.kernels.backend;
