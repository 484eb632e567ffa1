package dev.weft.examples.verify;

import java.util.Set;

/** Cases of one kind. */
interface Family {
  /** The operators or layers it knows, by the name the case gives. */
  Set<String> subjects();

  /**
   * What Weft gives.
   *
   * @throws UnknownCase when a setting of the case is not known
   */
  Answer answer(GoldenCase given);
}
