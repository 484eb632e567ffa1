package dev.weft.examples.kernels;

import dev.weft.kernels.lang.Kernel;
import java.util.List;

/**
 * A kernel to be inspected.
 *
 * @param name its family and shape
 * @param kernel what it is
 * @param samples what it is run on
 */
record Specimen(String name, Kernel kernel, List<Sample> samples) {}
