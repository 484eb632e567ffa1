package dev.weft.graph;

/**
 * The nodes of one type, numbered from 0: a {@link Space} shared by every graph that is derived
 * without changing nodes. Two node sets of equal size are still different spaces.
 */
public final class NodeSet implements Space {
  private final String type;
  private final long size;

  private NodeSet(String type, long size) {
    this.type = type;
    this.size = size;
  }

  /**
   * A new node set.
   *
   * @param type name of the node type, for messages
   * @param size number of nodes, below 2^31
   * @throws IllegalArgumentException when the size is negative or too large
   */
  public static NodeSet of(String type, long size) {
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "NodeSet "
              + type
              + ": size="
              + size
              + "; expected 0 to 2^31 - 1, since node ids are 32-bit per type.");
    }
    return new NodeSet(type, size);
  }

  /** Name of the node type. */
  public String type() {
    return type;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public String toString() {
    return type + "[" + size + "]";
  }
}
