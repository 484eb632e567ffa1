package dev.weft.examples.verify;

/**
 * How a case ended.
 *
 * @param name the case
 * @param outcome pass, fail or unknown
 * @param detail largest error, or the first array that differs, or what is not known
 */
public record Verdict(String name, Outcome outcome, String detail) {
  /** The three ways a case can end. */
  public enum Outcome {
    PASS,
    FAIL,
    UNKNOWN
  }

  @Override
  public String toString() {
    return outcome + " " + name + (detail.isEmpty() ? "" : " (" + detail + ")");
  }
}
