package dev.weft.graph.arrow;

import dev.weft.graph.Graph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Graphs as files: one Arrow IPC file with one record batch of one row, in which every array of the
 * graph is a list. Other Arrow programs read it as a table with columns such as {@code
 * edges/user:rates:movie/src}.
 *
 * <p>A file holds node sets, relations in COO form, all columns (dense, sparse, categories, texts),
 * the sizes of a batch, and the graph's metadata. Blocks are not stored.
 *
 * <p>Opening maps the file and checks it: counts, sizes and all ids. Columns and edges are then
 * used where they lie; only booleans, which are single bits in the file, are unpacked when first
 * read. The mapping goes when nothing refers to it any more. A file must not be changed while it is
 * open; {@link #save} never changes one, it puts a new one in its place.
 */
public final class GraphFile {
  /** The version of the format that is written, and the only one that is read. */
  public static final int VERSION = 1;

  /** The usual extension of file names. */
  public static final String EXTENSION = ".weft";

  private GraphFile() {}

  /**
   * Writes a graph: to a new file beside the given one, which then takes its name. Whoever opens
   * the path sees the old file or the new one, never a part, also after a crash.
   *
   * @throws IllegalArgumentException for a block
   * @throws IOException when writing fails; an existing file stays as it was
   */
  public static void save(Graph graph, Path path) throws IOException {
    if (graph.isBlock()) {
      throw new IllegalArgumentException(
          "GraphFile("
              + path
              + "): the graph is a block; expected a graph. Blocks are made anew from a graph.");
    }
    List<Item> items = Encoder.items(graph);
    AtomicFile.write(path, channel -> new ArrowWriter(items, graph.metadata()).write(channel));
  }

  /**
   * Opens a graph file. Closing the graph refuses new runs over it and over what was derived from
   * it.
   *
   * @throws GraphFormatException when it is no graph file, damaged, or of an unknown version
   * @throws IOException when it cannot be read
   */
  public static Graph open(Path path) throws IOException {
    try {
      ArrowReader reader = ArrowReader.map(path);
      List<Item> items = reader.items();
      Map<String, String> metadata = reader.metadata();
      return new Decoder(path, items).graph(metadata);
    } catch (IndexOutOfBoundsException
        | IllegalArgumentException
        | ArithmeticException
        | NegativeArraySizeException e) {
      throw new GraphFormatException(
          path,
          "the content is damaged: "
              + e.getMessage()
              + " Is the file complete? Write it again with GraphFile.save.",
          e);
    }
  }
}
