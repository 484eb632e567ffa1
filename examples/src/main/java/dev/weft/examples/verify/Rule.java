package dev.weft.examples.verify;

import java.util.Map;

/**
 * How the numbers of a case are compared: what came and what was recorded are brought into a normal
 * form, then compared array by array.
 *
 * @param form what is done to both sides first
 * @param own tolerances of single arrays of the normal form; the others have the case's
 */
record Rule(Form form, Map<String, Comparison> own) {
  /** Every array as it is. */
  static final Rule AS_IT_IS = new Rule(arrays -> arrays);

  Rule(Form form) {
    this(form, Map.of());
  }

  /** Arrays of which equal results have equal ones; the given map is not changed. */
  interface Form {
    Map<String, double[]> of(Map<String, double[]> arrays);
  }
}
