package dev.weft.tensor;

import java.util.List;
import java.util.Locale;

/**
 * What a program does, step by step.
 *
 * @param steps one line for every step, in order
 * @param notes what was not fused, and why
 * @param peakBytes native bytes that a run takes at its highest point for the sizes at hand:
 *     intermediates and results. Leaves and parameters are not counted (a parameter holds memory
 *     for two values from its first step on), nor is the scratch of a kernel, about 100 KB for each
 *     thread at most
 * @param largestBufferBytes bytes of the largest single buffer, scratch included
 */
public record Explanation(
    List<String> steps, List<String> notes, long peakBytes, long largestBufferBytes) {
  /** The steps as a numbered list, for notebooks. */
  public String toHtml() {
    return Display.explanation(this);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      text.append(String.format(Locale.ROOT, "%3d  %s\n", i, steps.get(i)));
    }
    notes.forEach(note -> text.append("note: ").append(note).append('\n'));
    return text.append(
            String.format(
                Locale.ROOT,
                "peak %,d bytes, largest buffer %,d bytes\n",
                peakBytes,
                largestBufferBytes))
        .toString();
  }
}
