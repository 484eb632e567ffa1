/**
 * Recurrent cells and sequences: {@link dev.weft.nn.recurrent.LstmCell}, {@link
 * dev.weft.nn.recurrent.GruCell}, {@link dev.weft.nn.recurrent.RnnCell}; {@link
 * dev.weft.nn.recurrent.Lstm}, {@link dev.weft.nn.recurrent.Gru}, {@link
 * dev.weft.nn.recurrent.Rnn}.
 *
 * <p>Invariant: gate order, names and layouts are PyTorch's. The package knows no graph.
 */
package dev.weft.nn.recurrent;
