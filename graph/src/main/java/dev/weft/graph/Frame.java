package dev.weft.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The named columns of one space, in the order they were added. Immutable.
 *
 * @param space what the rows are
 * @param columns numeric columns by name
 * @param texts text columns by name; no name is both
 */
public record Frame(Space space, Map<String, Column> columns, Map<String, TextColumn> texts) {
  /** Copies the maps. */
  public Frame {
    columns = ordered(columns);
    texts = ordered(texts);
  }

  /** The frame of a space without columns. */
  public static Frame empty(Space space) {
    return new Frame(space, Map.of(), Map.of());
  }

  /**
   * The column of this name.
   *
   * @throws IllegalArgumentException when there is none; the message lists what there is
   */
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw missing(
          "column",
          name,
          texts.containsKey(name)
              ? " It is a text column: read it with text(\"" + name + "\")."
              : "");
    }
    return column;
  }

  /**
   * The column of this name, which stores every element.
   *
   * @throws IllegalArgumentException when there is none, or when it is sparse
   */
  public DenseColumn dense(String name) {
    return switch (column(name)) {
      case DenseColumn dense -> dense;
      case SparseColumn sparse ->
          throw new IllegalArgumentException(
              "Frame of " + space + ": column " + name + " is sparse; expected a dense one.");
    };
  }

  /**
   * The text column of this name. A category column is given as its texts, with "" for no category.
   *
   * @throws IllegalArgumentException when there is none; the message lists what there is
   */
  public TextColumn text(String name) {
    TextColumn text = texts.get(name);
    if (text != null) {
      return text;
    }
    if (columns.get(name) instanceof CategoryColumn categories) {
      String[] out = new String[Math.toIntExact(space.size())];
      int[] codes = Columns.ints(categories);
      for (int i = 0; i < out.length; i++) {
        out[i] = codes[i] < 0 ? "" : categories.categories().get(codes[i]);
      }
      return TextColumn.of(name, space, out);
    }
    throw missing("text column", name, "");
  }

  /** True when a numeric column has this name. */
  public boolean has(String name) {
    return columns.containsKey(name);
  }

  /** True when there is no column at all. */
  public boolean isEmpty() {
    return columns.isEmpty() && texts.isEmpty();
  }

  /**
   * This frame with a column added or replaced. The column is renamed and given this frame's space.
   *
   * @throws IllegalArgumentException when it belongs to another space or has another number of rows
   */
  public Frame with(String name, Column column) {
    if (!(column.space() instanceof Space.Rows) && column.space() != space) {
      throw new IllegalArgumentException(
          "Frame of "
              + space
              + ": column "
              + name
              + " belongs to "
              + column.space()
              + ", which is another space, even where sizes agree. Gather its rows, or make the column over Space.Rows.");
    }
    SequencedMap<String, Column> changed = new LinkedHashMap<>(columns);
    changed.put(name, Columns.as(column, name, space));
    return new Frame(space, changed, without(texts, name));
  }

  /**
   * This frame with a text column added or replaced.
   *
   * @throws IllegalArgumentException when it has another number of rows
   */
  public Frame with(String name, TextColumn text) {
    SequencedMap<String, TextColumn> changed = new LinkedHashMap<>(texts);
    changed.put(
        name, text.space() == space && text.name().equals(name) ? text : text.as(name, space));
    return new Frame(space, without(columns, name), changed);
  }

  /** This frame without the column of this name; itself when there is none. */
  public Frame without(String name) {
    return new Frame(space, without(columns, name), without(texts, name));
  }

  /**
   * The same columns for another space of the same size.
   *
   * @throws IllegalArgumentException when the sizes differ
   */
  public Frame as(Space newSpace) {
    SequencedMap<String, Column> same = new LinkedHashMap<>();
    columns.forEach((name, column) -> same.put(name, Columns.as(column, name, newSpace)));
    SequencedMap<String, TextColumn> words = new LinkedHashMap<>();
    texts.forEach((name, text) -> words.put(name, text.as(name, newSpace)));
    return new Frame(newSpace, same, words);
  }

  /**
   * The rows at the given positions of every column, for another space; copied when they are first
   * read.
   */
  public Frame gather(Space newSpace, Ids positions) {
    SequencedMap<String, Column> gathered = new LinkedHashMap<>();
    columns.forEach(
        (name, column) -> gathered.put(name, Columns.gather(column, newSpace, positions)));
    SequencedMap<String, TextColumn> words = new LinkedHashMap<>();
    texts.forEach((name, text) -> words.put(name, text.gather(newSpace, positions)));
    return new Frame(newSpace, gathered, words);
  }

  /**
   * The rows of several frames, one frame after the other, for another space; copied when they are
   * first read.
   *
   * @throws IllegalArgumentException when the frames differ in names, types or row shapes
   */
  public static Frame concat(List<Frame> frames, Space newSpace) {
    Frame first = frames.getFirst();
    for (Frame frame : frames) {
      if (!frame.columns.keySet().equals(first.columns.keySet())
          || !frame.texts.keySet().equals(first.texts.keySet())) {
        throw new IllegalArgumentException(
            "Frames of "
                + first.space
                + " and "
                + frame.space
                + ": columns are "
                + first.names()
                + " and "
                + frame.names()
                + "; expected the same in all. Drop or add columns first.");
      }
    }
    SequencedMap<String, Column> joined = new LinkedHashMap<>();
    first
        .columns
        .keySet()
        .forEach(
            name ->
                joined.put(
                    name,
                    Columns.concat(
                        frames.stream().map(f -> f.columns.get(name)).toList(), newSpace)));
    SequencedMap<String, TextColumn> words = new LinkedHashMap<>();
    first
        .texts
        .keySet()
        .forEach(
            name ->
                words.put(
                    name,
                    Concat.texts(frames.stream().map(f -> f.texts.get(name)).toList(), newSpace)));
    return new Frame(newSpace, joined, words);
  }

  private List<String> names() {
    List<String> out = new ArrayList<>(columns.keySet());
    out.addAll(texts.keySet());
    return out;
  }

  private static <T> SequencedMap<String, T> without(Map<String, T> map, String name) {
    SequencedMap<String, T> out = new LinkedHashMap<>(map);
    out.remove(name);
    return out;
  }

  private static <T> Map<String, T> ordered(Map<String, T> map) {
    return Collections.unmodifiableSequencedMap(new LinkedHashMap<>(map));
  }

  private IllegalArgumentException missing(String kind, String name, String more) {
    return new IllegalArgumentException(
        "Frame of "
            + space
            + ": there is no "
            + kind
            + " \""
            + name
            + "\"; columns are "
            + columns.keySet()
            + ", text columns "
            + texts.keySet()
            + "."
            + more);
  }
}
