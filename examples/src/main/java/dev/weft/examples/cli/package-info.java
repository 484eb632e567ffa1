/**
 * The command line {@code weft}: options in, tables and JSON out.
 *
 * <p>Start at {@link dev.weft.examples.cli.Main}. Nothing here computes: a command reads its
 * options, calls the library as any program would, and shows what came.
 */
package dev.weft.examples.cli;
