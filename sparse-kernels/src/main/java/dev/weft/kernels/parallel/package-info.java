/**
 * Threads for kernels: {@link dev.weft.kernels.parallel.Workers} runs numbered tasks.
 *
 * <p>The invariant: what a task does depends on its number only, never on the thread or on how many
 * threads there are; so results do not depend on the thread count either.
 *
 * <p>This package must not know what the tasks compute.
 */
package dev.weft.kernels.parallel;
