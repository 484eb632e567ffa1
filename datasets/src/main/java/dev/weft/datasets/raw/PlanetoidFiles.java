package dev.weft.datasets.raw;

import dev.weft.datasets.DatasetException;
import dev.weft.datasets.numpy.Pickle;
import dev.weft.datasets.numpy.PickledArray;
import dev.weft.datasets.numpy.PickledCsr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A citation network in the pickles of Planetoid (Yang, Cohen and Salakhutdinov 2016): {@code
 * ind.NAME.ally} and its siblings.
 *
 * <p>Nodes come in two parts: those of {@code allx}, and from there the test ids. Row i of {@code
 * tx} belongs to the node that line i of {@code test.index} names; a test id that no line names
 * (fifteen in Citeseer) has no features and no label. The graph's lists are taken in both
 * directions, each pair once; self loops stay, as in DGL. The public split trains on the first
 * {@code y} nodes, validates on the next 500 and tests on the lines of {@code test.index}. Splits
 * of Geom-GCN in {@code geom-gcn-splits/} beside the files are mask sets.
 *
 * @param dir folder of the files
 * @param name the dataset's part of the file names, such as {@code cora}
 */
public record PlanetoidFiles(Path dir, String name) implements RawSource {
  /** Ends of the file names that are read; {@code x} repeats the beginning of {@code allx}. */
  public static final List<String> PARTS =
      List.of("y", "tx", "ty", "allx", "ally", "graph", "test.index");

  private static final int VALIDATION = 500;

  /**
   * Test ids further than this beyond {@code allx} are taken for damage: the padding costs memory.
   */
  private static final int MOST_PADDING = 10;

  /** The file with one part. */
  public Path file(String part) {
    return dir.resolve("ind." + name + "." + part);
  }

  @Override
  public List<Path> required() {
    return PARTS.stream().map(this::file).toList();
  }

  @Override
  public List<Path> optional() {
    return GeomGcnSplits.find(dir.resolve("geom-gcn-splits"), name);
  }

  @Override
  public RawNodes read() {
    requireFiles();
    Labels all = labels("ally");
    Labels tested = labels("ty");
    int[] testIds = testIds(all.classOf().length);
    int numNodes = Arrays.stream(testIds).max().orElse(all.classOf().length - 1) + 1;
    requireSame("ty", tested.classOf().length, testIds.length);
    int[] labels = Arrays.copyOf(all.classOf(), numNodes);
    Arrays.fill(labels, all.classOf().length, numNodes, RawNodes.UNLABELLED);
    for (int i = 0; i < testIds.length; i++) {
      labels[testIds[i]] = tested.classOf()[i];
    }
    RawFeatures features = features(all.classOf().length, testIds, numNodes);
    Arcs arcs =
        checked(
            "graph",
            () -> {
              Arcs read = arcs();
              read.requireBelow(numNodes);
              return read.toBidirected();
            });
    RawMasks split =
        publicSplit(labels("y").classOf().length, all.classOf().length, testIds, numNodes);
    return new RawNodes(
        numNodes,
        arcs,
        features,
        labels,
        List.of(),
        List.of(split),
        GeomGcnSplits.read(optional(), numNodes));
  }

  private record Labels(int[] classOf) {}

  private Labels labels(String part) {
    PickledArray array = Pickle.load(file(part), PickledArray.class);
    return checked(part, () -> new Labels(argmax(array)));
  }

  private static int[] argmax(PickledArray oneHot) {
    List<Integer> shape = oneHot.header().shape();
    if (shape.size() != 2) {
      throw new IllegalArgumentException(
          "labels of shape " + shape + "; expected [nodes, classes], one-hot.");
    }
    int classes = shape.get(1);
    int[] values = oneHot.ints();
    int[] out = new int[shape.get(0)];
    for (int v = 0; v < out.length; v++) {
      out[v] = RawNodes.UNLABELLED;
      for (int c = classes - 1; c >= 0; c--) {
        out[v] = values[v * classes + c] != 0 ? c : out[v];
      }
    }
    return out;
  }

  private int[] testIds(int first) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file("test.index"));
    } catch (IOException e) {
      throw DatasetException.unreadable(file("test.index"), e);
    }
    return checked(
        "test.index",
        () -> {
          int[] ids =
              lines.stream()
                  .filter(line -> !line.isBlank())
                  .mapToInt(line -> Integer.parseInt(line.strip()))
                  .toArray();
          Set<Integer> seen = new HashSet<>();
          for (int id : ids) {
            if (id < first
                || id - first >= (long) MOST_PADDING * Math.max(ids.length, 1)
                || !seen.add(id)) {
              throw new IllegalArgumentException(
                  "test id "
                      + id
                      + "; expected different ids from "
                      + first
                      + ", the number of rows in allx, in about as many places as there are lines.");
            }
          }
          return ids;
        });
  }

  private RawFeatures features(int numOthers, int[] testIds, int numNodes) {
    RawFeatures.SparseRows others = sparse("allx");
    RawFeatures.SparseRows tested = sparse("tx");
    requireSame("allx", others.rows(), numOthers);
    requireSame("tx", tested.rows(), testIds.length);
    if (tested.cols() != others.cols()) {
      throw DatasetException.malformed(
          file("tx"), tested.cols() + " features; expected " + others.cols() + ", as in allx.");
    }
    int[] rowOf = new int[numNodes];
    Arrays.fill(rowOf, -1);
    for (int i = 0; i < testIds.length; i++) {
      rowOf[testIds[i]] = i;
    }
    int size = Math.addExact(others.indices().length, tested.indices().length);
    int[] indptr = Arrays.copyOf(others.indptr(), numNodes + 1);
    int[] indices = Arrays.copyOf(others.indices(), size);
    float[] values = Arrays.copyOf(others.values(), size);
    int at = others.indices().length;
    for (int v = others.rows(); v < numNodes; v++) {
      int row = rowOf[v];
      int begin = row < 0 ? 0 : tested.indptr()[row];
      int length = row < 0 ? 0 : tested.indptr()[row + 1] - begin;
      System.arraycopy(tested.indices(), begin, indices, at, length);
      System.arraycopy(tested.values(), begin, values, at, length);
      at += length;
      indptr[v + 1] = at;
    }
    return new RawFeatures.SparseRows(numNodes, others.cols(), indptr, indices, values);
  }

  private RawFeatures.SparseRows sparse(String part) {
    PickledCsr csr = Pickle.load(file(part), PickledCsr.class);
    return checked(
        part,
        () ->
            new RawFeatures.SparseRows(
                csr.rows(), csr.cols(), csr.indptr(), csr.indices(), csr.values()));
  }

  private Arcs arcs() {
    Map<?, ?> lists = Pickle.load(file("graph"), Map.class);
    int size = 0;
    for (Object list : lists.values()) {
      size = Math.addExact(size, ((List<?>) list).size());
    }
    int[] src = new int[size];
    int[] dst = new int[size];
    int at = 0;
    for (Map.Entry<?, ?> entry : lists.entrySet()) {
      for (Object neighbour : (List<?>) entry.getValue()) {
        src[at] = (Integer) entry.getKey();
        dst[at++] = (Integer) neighbour;
      }
    }
    return new Arcs(src, dst);
  }

  private static RawMasks publicSplit(int numTrain, int numOthers, int[] testIds, int numNodes) {
    byte[] train = new byte[numNodes];
    byte[] validation = new byte[numNodes];
    byte[] test = new byte[numNodes];
    Arrays.fill(train, 0, Math.min(numTrain, numOthers), (byte) 1);
    Arrays.fill(
        validation,
        Math.min(numTrain, numOthers),
        Math.min(numTrain + VALIDATION, numOthers),
        (byte) 1);
    for (int id : testIds) {
      test[id] = 1;
    }
    return new RawMasks(train, validation, test);
  }

  private void requireSame(String part, int rows, int expected) {
    if (rows != expected) {
      throw DatasetException.malformed(
          file(part),
          rows
              + " rows; expected "
              + expected
              + ", as in "
              + (part.startsWith("t") ? "test.index" : "ally")
              + ".");
    }
  }

  private <T> T checked(String part, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (DatasetException e) {
      throw e;
    } catch (ClassCastException e) {
      throw new DatasetException(
          file(part) + ": a dictionary that is not from int to list of int.", e);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(file(part) + ": " + e.getMessage(), e);
    }
  }
}
