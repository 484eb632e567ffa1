package dev.weft.datasets;

import java.util.List;

/**
 * How the labelled nodes of a dataset are shared among training, validation and test. Written as
 * {@code public}, {@code random:SEED:PER_CLASS} or {@code masks:K}; {@link Object#toString()} gives
 * that text back.
 */
public sealed interface Split {
  /** The split that the dataset is published with. */
  Split PUBLIC = new Public();

  /** Validation nodes of each class in a random split that does not say (Shchur et al. 2018). */
  int VALIDATION_PER_CLASS = 30;

  /** See {@link #PUBLIC}. */
  record Public() implements Split {
    @Override
    public String toString() {
      return "public";
    }
  }

  /**
   * Equally many nodes of every class, drawn at random; the rest tests (the protocol of Shchur et
   * al. 2018).
   *
   * <p>The draw is a function of seed and node id alone: the nodes of a class are ordered by output
   * {@code id + 1} of the SplitMix64 generator started at the seed, the first train, the next
   * validate, the others test. A class too small to leave a test node gives a third of its nodes to
   * training (rounded up) and half of what remains to validation, never more than asked for.
   *
   * @param seed start of the generator
   * @param trainPerClass training nodes of each class, at least 1
   * @param validationPerClass validation nodes of each class, at least 0
   */
  record RandomPerClass(long seed, int trainPerClass, int validationPerClass) implements Split {
    /**
     * Checks the counts.
     *
     * @throws DatasetException when they are too small
     */
    public RandomPerClass {
      if (trainPerClass < 1 || validationPerClass < 0) {
        throw new DatasetException(
            "Split random: PER_CLASS="
                + trainPerClass
                + ", validation="
                + validationPerClass
                + "; expected at least 1 training and 0 validation nodes of each class.");
      }
    }

    @Override
    public String toString() {
      String validation =
          validationPerClass == VALIDATION_PER_CLASS ? "" : ":" + validationPerClass;
      return "random:" + seed + ":" + trainPerClass + validation;
    }
  }

  /**
   * One of the numbered splits that come with the dataset.
   *
   * @param index number from 0
   */
  record MaskSet(int index) implements Split {
    /**
     * Checks the number.
     *
     * @throws DatasetException when it is negative
     */
    public MaskSet {
      if (index < 0) {
        throw new DatasetException("Split masks: K=" + index + "; expected a number from 0.");
      }
    }

    @Override
    public String toString() {
      return "masks:" + index;
    }
  }

  /** A random split with {@value #VALIDATION_PER_CLASS} validation nodes of each class. */
  static Split random(long seed, int trainPerClass) {
    return new RandomPerClass(seed, trainPerClass, VALIDATION_PER_CLASS);
  }

  /** The numbered split {@code index}. */
  static Split masks(int index) {
    return new MaskSet(index);
  }

  /**
   * The split written as {@code public}, {@code random:SEED:PER_CLASS}, {@code
   * random:SEED:PER_CLASS:VALIDATION} or {@code masks:K}.
   *
   * @throws DatasetException when the text is none of these
   */
  static Split parse(String text) {
    List<String> parts = List.of(text.strip().split(":", -1));
    try {
      return switch (parts.getFirst() + parts.size()) {
        case "public1" -> PUBLIC;
        case "masks2" -> masks(Integer.parseInt(parts.get(1)));
        case "random3" -> random(Long.parseLong(parts.get(1)), Integer.parseInt(parts.get(2)));
        case "random4" ->
            new RandomPerClass(
                Long.parseLong(parts.get(1)),
                Integer.parseInt(parts.get(2)),
                Integer.parseInt(parts.get(3)));
        default -> throw unknown(text, null);
      };
    } catch (NumberFormatException e) {
      throw unknown(text, e);
    }
  }

  private static DatasetException unknown(String text, Throwable cause) {
    return new DatasetException(
        "Split '"
            + text
            + "' is unknown; expected public, random:SEED:PER_CLASS (such as random:0:20) or masks:K (such as masks:0).",
        cause);
  }
}
