package dev.weft.tensor;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.Shape;

/**
 * A named value that training moves. It has versions: a tensor read from it stands for the version
 * it was read at, and evaluating that tensor after the parameter moved is an error that names the
 * cure.
 */
public final class Parameter {
  /** Whether an optimiser moves it. */
  public enum Kind {
    /** Moved along its gradient. */
    TRAINED,
    /** Assigned by updates only: running statistics, optimiser state. */
    STATE
  }

  private final String name;
  private final Kind kind;
  private final Space space;
  private final Shape shape;
  private Value value;
  private long version;
  private Tensor reading;

  private Parameter(String name, Kind kind, Space space, Shape shape, Value value) {
    this.name = name;
    this.kind = kind;
    this.space = space;
    this.shape = shape;
    this.value = value;
  }

  /**
   * A parameter with these initial elements, row-major.
   *
   * @param space {@link Space#ONE} for weights; {@link Space.Rows} or a node set for embeddings
   * @param shape row shape
   * @param initial space.size() × shape.width() elements, copied
   */
  public static Parameter of(String name, Kind kind, Space space, Shape shape, float[] initial) {
    return new Parameter(
        name, kind, space, shape, Values.copyOf(initial, space.size(), shape.width()));
  }

  /** Name, unique in its model: {@code layers.0.weight}. */
  public String name() {
    return name;
  }

  /** Whether an optimiser moves it. */
  public Kind kind() {
    return kind;
  }

  /** What its rows are. */
  public Space space() {
    return space;
  }

  /** Shape of a row. */
  public Shape shape() {
    return shape;
  }

  /** Number of assignments so far. */
  public synchronized long version() {
    return version;
  }

  /** The current elements. */
  public synchronized Value value() {
    return value;
  }

  /**
   * The elements, when the parameter has not moved since it was read.
   *
   * @param read the version it was read at
   * @throws IllegalStateException when it has moved
   */
  public synchronized Value valueAt(long read) {
    if (version != read) {
      throw new IllegalStateException(
          "Parameter "
              + name
              + ": an expression read version="
              + read
              + ", but it is at version="
              + version
              + " now; expected no step in between. Name the tensor in the step, step(loss, logits), or evaluate it before the step, or build it again.");
    }
    return value;
  }

  /** The parameter as it is now, as a leaf of an expression. */
  public synchronized Tensor read() {
    if (reading == null) {
      reading = Tensor.leaf(new Op.Read(this, version), space, shape);
    }
    return reading;
  }

  /**
   * Replaces the elements; for evaluators and checkpoints. Their type may differ from the one
   * before: a parameter takes the compute type of whoever assigns it.
   *
   * @throws IllegalArgumentException when the value has other sizes
   */
  public synchronized void assign(Value next) {
    if (next.rows() != space.size() || next.width() != shape.width()) {
      throw new IllegalArgumentException(
          "Parameter "
              + name
              + ": a value of ["
              + next.rows()
              + ", "
              + next.width()
              + "] came; expected ["
              + space.size()
              + ", "
              + shape.width()
              + "], "
              + space
              + " rows of shape "
              + shape
              + ".");
    }
    value = next;
    version++;
    reading = null;
  }

  @Override
  public String toString() {
    return "Parameter " + name + " " + space + " " + shape;
  }
}
