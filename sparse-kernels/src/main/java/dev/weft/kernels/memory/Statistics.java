package dev.weft.kernels.memory;

/**
 * Native memory of this process as the allocator counts it.
 *
 * @param currentBytes bytes in use: blocks not yet closed and workspaces on lease
 * @param peakBytes the highest {@code currentBytes} so far
 * @param pooledBytes bytes kept for the next use and not part of {@code currentBytes}: idle
 *     workspaces, the ends that those on lease do not need, idle small pieces
 * @param allocations how often memory was taken from the system so far
 * @param collectedBytes bytes so far that came back through the garbage collector and not through
 *     {@code close()}
 */
public record Statistics(
    long currentBytes, long peakBytes, long pooledBytes, long allocations, long collectedBytes) {}
