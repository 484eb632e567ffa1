package dev.weft.graph;

/** Whether a {@link Relation} reads its edge list as it is or with the ends exchanged. */
public enum Direction {
  /** Edges go from the list's sources to its destinations. */
  FORWARD,
  /** Edges go from the list's destinations to its sources; edge ids stay. */
  REVERSED;

  /** The other one. */
  public Direction opposite() {
    return this == FORWARD ? REVERSED : FORWARD;
  }
}
