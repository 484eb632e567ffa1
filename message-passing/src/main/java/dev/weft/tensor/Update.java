package dev.weft.tensor;

/**
 * An assignment made when a step is applied: the parameter takes the value that the tensor has.
 *
 * @param parameter what is assigned
 * @param value its new value; same space size and row shape
 */
public record Update(Parameter parameter, Tensor value) {
  /** Checks that the shapes agree. */
  public Update {
    if (!parameter.shape().equals(value.shape())
        || parameter.space().size() != value.space().size()) {
      throw new IllegalArgumentException(
          "Update of "
              + parameter
              + ": the value is "
              + value.space()
              + " "
              + value.shape()
              + "; expected "
              + parameter.space()
              + " "
              + parameter.shape()
              + ".");
    }
  }
}
