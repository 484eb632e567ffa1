package dev.weft.kernels.backend.tile;

import dev.weft.kernels.lang.Instr.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Steps that one pass over a tile can carry out together, with the values between them in processor
 * registers. All have rows of the same width; a step that changes the width ends a loop.
 *
 * @param kind what is iterated
 * @param width lanes of a row
 * @param steps in an order where values are made before they are read
 * @param stored registers that others read: the rest never reaches memory
 * @param rows the registers' and operands' sizes
 * @param cut where tiles end
 */
public record Loop(
    Kind kind, int width, List<Step> steps, Set<Integer> stored, Rows rows, Cut cut) {
  /** Where the entries of a tile end. */
  public enum Cut {
    /** A tile has all entries of its rows. */
    BETWEEN_ROWS,
    /** A tile may be a piece of one long row, which goes on in the next. */
    WITHIN_ROWS,
    /** A tile has some entries of its rows, whose reductions go on from what stands there. */
    AFTER_OTHERS
  }

  /** What is iterated. */
  public enum Kind {
    /** All lanes of all rows or entries, one after another. */
    FLAT_ROWS(Place.ROW),
    /** The same for entries. */
    FLAT_ENTRIES(Place.ENTRY),
    /** Row by row, a block of lanes after the other. */
    ROWS(Place.ROW),
    /** For every row and block of lanes the row's entries. */
    ENTRIES(Place.ENTRY),
    /** Row by row all lanes, of which sums are taken. */
    LANE_SUMS_OF_ROWS(Place.ROW),
    /** Entry by entry all lanes, of which sums are taken. */
    LANE_SUMS_OF_ENTRIES(Place.ENTRY);

    final Place place;

    Kind(Place place) {
      this.place = place;
    }
  }

  /**
   * Sizes of what a loop reads and writes.
   *
   * @param widths lanes of every register
   * @param places where every register lives
   * @param operands number of operands
   * @param constants registers that hold one number of the kernel's text in every lane, and which
   */
  public record Rows(
      List<Integer> widths, List<Place> places, int operands, Map<Integer, Float> constants) {
    /** Lanes of a register. */
    public int width(int reg) {
      return widths.get(reg);
    }

    /** Floats from row to row of a register. */
    public int stride(int reg) {
      return Registers.stride(widths.get(reg));
    }

    /** Where a register lives. */
    public Place place(int reg) {
      return places.get(reg);
    }
  }

  /** Floats from row to row of registers of the loop's width. */
  public int stride() {
    return Registers.stride(width);
  }

  /** Makes loops runnable. */
  @FunctionalInterface
  public interface Maker {
    /** The loop's code; empty when its steps are better taken one by one. */
    Optional<LoopCode> make(Loop loop);
  }
}
