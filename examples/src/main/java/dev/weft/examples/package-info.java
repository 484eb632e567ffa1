/**
 * Small programs to copy from, each a {@code main} around about ten lines.
 *
 * <p>Read {@link dev.weft.examples.KarateGcn} (train a model), {@link dev.weft.examples.GatByHand}
 * (write a layer as tensor algebra), {@link dev.weft.examples.CustomMessages} (the same in message
 * functions), {@link dev.weft.examples.ConvertDataset} (read and save data) and {@link
 * dev.weft.examples.SavedModel} (save a model, load it, predict).
 *
 * <p>They use nothing that is not public in the library, and not each other.
 */
package dev.weft.examples;
