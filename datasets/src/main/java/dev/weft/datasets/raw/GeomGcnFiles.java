package dev.weft.datasets.raw;

import dev.weft.datasets.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A dataset in the text files of Geom-GCN (Pei et al. 2020): {@code out1_graph_edges.txt} and
 * {@code out1_node_feature_label.txt}, separated by tabs, with a header line, in a folder called
 * like the dataset.
 *
 * <p>A feature field is either a 0/1 list of all features, or the list of those that are 1 (Actor);
 * the first is assumed when all lists are equally long and hold only 0 and 1; a feature that is
 * listed twice counts once. Edges are taken in both directions, each pair once; self loops stay.
 * Splits are looked for in {@code splits/} in the folder, beside it and one level further up.
 *
 * @param dir folder of the files
 */
public record GeomGcnFiles(Path dir) implements RawSource {
  @Override
  public String name() {
    return dir.toAbsolutePath().normalize().getFileName().toString();
  }

  private Path edges() {
    return dir.resolve("out1_graph_edges.txt");
  }

  private Path nodes() {
    return dir.resolve("out1_node_feature_label.txt");
  }

  @Override
  public List<Path> required() {
    return List.of(edges(), nodes());
  }

  @Override
  public List<Path> optional() {
    for (String splits : new String[] {"splits", "../splits", "../../splits"}) {
      List<Path> found = GeomGcnSplits.find(dir.resolve(splits).normalize(), name());
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  @Override
  public RawNodes read() {
    requireFiles();
    String[][] lines = fields(nodes(), 3);
    int numNodes = lines.length;
    int[] labels = new int[numNodes];
    int[][] lists = new int[numNodes][];
    boolean[] seen = new boolean[numNodes];
    for (int i = 0; i < numNodes; i++) {
      int v = number(nodes(), i, lines[i][0]);
      if (v < 0 || v >= numNodes || seen[v]) {
        throw malformed(
            nodes(),
            i,
            "node id " + v + "; expected every id from 0 to " + (numNodes - 1) + " once");
      }
      seen[v] = true;
      lists[v] = numbers(nodes(), i, lines[i][1]);
      labels[v] = number(nodes(), i, lines[i][2]);
    }
    try {
      Arcs arcs = arcs();
      arcs.requireBelow(numNodes);
      return new RawNodes(
          numNodes,
          arcs.toBidirected(),
          features(lists),
          labels,
          List.of(),
          List.of(),
          GeomGcnSplits.read(optional(), numNodes));
    } catch (DatasetException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new DatasetException(dir + ": " + e.getMessage(), e);
    }
  }

  private Arcs arcs() {
    String[][] lines = fields(edges(), 2);
    int[] src = new int[lines.length];
    int[] dst = new int[lines.length];
    for (int i = 0; i < lines.length; i++) {
      src[i] = number(edges(), i, lines[i][0]);
      dst[i] = number(edges(), i, lines[i][1]);
    }
    return new Arcs(src, dst);
  }

  private static RawFeatures features(int[][] lists) {
    int width = lists.length == 0 ? 0 : lists[0].length;
    boolean listed =
        Arrays.stream(lists)
            .anyMatch(l -> l.length != width || Arrays.stream(l).anyMatch(x -> x != 0 && x != 1));
    int[][] active =
        Arrays.stream(lists)
            .map(
                list ->
                    listed
                        ? Arrays.stream(list).sorted().distinct().toArray()
                        : positionsOfOnes(list))
            .toArray(int[][]::new);
    int cols =
        listed ? Arrays.stream(lists).flatMapToInt(Arrays::stream).max().orElse(-1) + 1 : width;
    int[] indptr = new int[lists.length + 1];
    for (int v = 0; v < lists.length; v++) {
      indptr[v + 1] = Math.addExact(indptr[v], active[v].length);
    }
    int[] indices = Arrays.stream(active).flatMapToInt(Arrays::stream).toArray();
    float[] values = new float[indices.length];
    Arrays.fill(values, 1);
    return new RawFeatures.SparseRows(lists.length, cols, indptr, indices, values);
  }

  private static int[] positionsOfOnes(int[] list) {
    int[] out = new int[list.length];
    int n = 0;
    for (int i = 0; i < list.length; i++) {
      if (list[i] == 1) {
        out[n++] = i;
      }
    }
    return Arrays.copyOf(out, n);
  }

  /** The tab-separated fields of every line but the header and blank ones. */
  private static String[][] fields(Path file, int count) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw DatasetException.unreadable(file, e);
    }
    List<String> content = lines.stream().skip(1).filter(line -> !line.isBlank()).toList();
    String[][] out = new String[content.size()][];
    for (int i = 0; i < out.length; i++) {
      out[i] = content.get(i).split("\t", -1);
      if (out[i].length != count) {
        throw malformed(
            file, i, out[i].length + " fields; expected " + count + ", separated by tabs");
      }
    }
    return out;
  }

  private static int[] numbers(Path file, int row, String list) {
    if (list.isBlank()) {
      return new int[0];
    }
    String[] parts = list.split(",", -1);
    int[] out = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      out[i] = number(file, row, parts[i]);
      if (out[i] < 0) {
        throw malformed(file, row, "feature " + out[i] + "; expected a number from 0");
      }
    }
    return out;
  }

  private static int number(Path file, int row, String digits) {
    try {
      return Integer.parseInt(digits.strip());
    } catch (NumberFormatException e) {
      throw malformed(file, row, "'" + digits + "' is no whole number");
    }
  }

  private static DatasetException malformed(Path file, int row, String problem) {
    return DatasetException.malformed(
        file, "row " + (row + 1) + " after the header: " + problem + ".");
  }
}
