/**
 * How weights start: {@link dev.weft.nn.init.Init}.
 *
 * <p>Invariant: a pure function of the seed. The package knows no layer.
 */
package dev.weft.nn.init;
