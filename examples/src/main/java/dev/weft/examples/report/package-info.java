/**
 * What commands show: JSON text, a table, a bar.
 *
 * <p>Read {@link dev.weft.examples.report.Json} and {@link dev.weft.examples.report.Screen}.
 * Nothing here knows what the numbers mean.
 */
package dev.weft.examples.report;
