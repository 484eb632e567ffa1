/**
 * Training runs in files: {@link dev.weft.nn.checkpoint.Checkpoint}, in the safetensors format.
 *
 * <p>Invariant: a file is replaced whole or not at all, and one that is damaged or hostile gives a
 * {@link dev.weft.nn.checkpoint.CheckpointException}, never a crash or an allocation beyond the
 * file's own size. The package knows no layer.
 */
package dev.weft.nn.checkpoint;
