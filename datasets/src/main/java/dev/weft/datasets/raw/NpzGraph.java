package dev.weft.datasets.raw;

import dev.weft.datasets.DatasetException;
import dev.weft.datasets.numpy.Npz;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A dataset in one {@code .npz} archive, in either of two layouts that the array names tell apart.
 *
 * <p>Gnn-benchmark (Shchur et al. 2018): CSR adjacency {@code adj_*}, CSR attributes {@code attr_*}
 * or a dense {@code attr_matrix}, {@code labels}, often {@code class_names}; no split.
 * Heterophilous graphs (Platonov et al. 2023): {@code node_features}, {@code node_labels}, {@code
 * edges} [E, 2] with each undirected edge once, and {@code train_masks}, {@code val_masks}, {@code
 * test_masks} [K, N].
 *
 * <p>Arcs are taken in both directions, each pair once, as DGL does; self loops stay. All nodes are
 * kept: no largest component is taken.
 *
 * @param name short name
 * @param file the archive
 */
public record NpzGraph(String name, Path file) implements RawSource {
  @Override
  public List<Path> required() {
    return List.of(file);
  }

  @Override
  public List<Path> optional() {
    return List.of();
  }

  @Override
  public RawNodes read() {
    requireFiles();
    try (Npz npz = Npz.open(file)) {
      if (npz.contains("adj_indptr")) {
        return benchmark(npz);
      }
      if (npz.contains("node_features") && npz.contains("edges")) {
        return heterophilous(npz);
      }
      throw DatasetException.malformed(
          file,
          "neither adj_indptr nor node_features and edges among the arrays "
              + String.join(", ", npz.names())
              + "; expected a graph in gnn-benchmark's or heterophilous-graphs' layout.");
    } catch (DatasetException e) {
      throw e;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DatasetException(file + ": " + e.getMessage(), e);
    }
  }

  private static RawNodes benchmark(Npz npz) {
    int[] shape = matrixShape(npz, "adj");
    if (shape[0] != shape[1]) {
      throw new IllegalArgumentException(
          "adj_shape " + Arrays.toString(shape) + "; expected as many rows as columns.");
    }
    int numNodes = shape[0];
    int[] indptr = npz.ints("adj_indptr");
    int[] dst = npz.ints("adj_indices");
    RawFeatures.requirePointers(numNodes, numNodes, indptr, dst.length);
    int[] src = new int[dst.length];
    for (int v = 0; v < numNodes; v++) {
      Arrays.fill(src, indptr[v], indptr[v + 1], v);
    }
    Arcs arcs = new Arcs(src, dst);
    arcs.requireBelow(numNodes);
    List<String> classNames =
        npz.contains("class_names") ? List.of(npz.strings("class_names")) : List.of();
    return new RawNodes(
        numNodes,
        arcs.toBidirected(),
        attributes(npz),
        npz.ints("labels"),
        classNames,
        List.of(),
        List.of());
  }

  private static RawFeatures attributes(Npz npz) {
    if (npz.contains("attr_matrix")) {
      return dense(npz, "attr_matrix");
    }
    int[] shape = matrixShape(npz, "attr");
    return new RawFeatures.SparseRows(
        shape[0],
        shape[1],
        npz.ints("attr_indptr"),
        npz.ints("attr_indices"),
        npz.floats("attr_data"));
  }

  private static int[] matrixShape(Npz npz, String prefix) {
    int[] shape = npz.ints(prefix + "_shape");
    if (shape.length != 2 || shape[0] < 0 || shape[1] < 0) {
      throw new IllegalArgumentException(
          prefix + "_shape " + Arrays.toString(shape) + "; expected two sizes.");
    }
    return shape;
  }

  private static RawFeatures dense(Npz npz, String name) {
    int[] shape = npz.shape(name);
    if (shape.length != 2) {
      throw new IllegalArgumentException(
          name + " has shape " + Arrays.toString(shape) + "; expected [nodes, features].");
    }
    return new RawFeatures.DenseRows(shape[0], shape[1], npz.floats(name)).toSmallest();
  }

  private static RawNodes heterophilous(Npz npz) {
    int[] edgeShape = npz.shape("edges");
    if (edgeShape.length != 2 || edgeShape[1] != 2) {
      throw new IllegalArgumentException(
          "edges has shape " + Arrays.toString(edgeShape) + "; expected [edges, 2].");
    }
    RawFeatures features = dense(npz, "node_features");
    int[] ends = npz.ints("edges");
    int[] src = new int[edgeShape[0]];
    int[] dst = new int[edgeShape[0]];
    for (int e = 0; e < src.length; e++) {
      src[e] = ends[2 * e];
      dst[e] = ends[2 * e + 1];
    }
    Arcs arcs = new Arcs(src, dst);
    arcs.requireBelow(features.rows());
    return new RawNodes(
        features.rows(),
        arcs.toBidirected(),
        features,
        npz.ints("node_labels"),
        List.of(),
        List.of(),
        maskSets(npz, features.rows()));
  }

  private static List<RawMasks> maskSets(Npz npz, int numNodes) {
    if (!npz.contains("train_masks")) {
      return List.of();
    }
    int[][] train = rows(npz, "train_masks", numNodes);
    int[][] validation = rows(npz, "val_masks", numNodes);
    int[][] test = rows(npz, "test_masks", numNodes);
    if (validation.length != train.length || test.length != train.length) {
      throw new IllegalArgumentException(
          train.length
              + " training, "
              + validation.length
              + " validation and "
              + test.length
              + " test masks; expected equally many.");
    }
    List<RawMasks> sets = new ArrayList<>();
    for (int k = 0; k < train.length; k++) {
      sets.add(RawMasks.of(train[k], validation[k], test[k]));
    }
    return sets;
  }

  private static int[][] rows(Npz npz, String name, int numNodes) {
    int[] shape = npz.shape(name);
    if (shape.length != 2 || shape[1] != numNodes) {
      throw new IllegalArgumentException(
          name + " has shape " + Arrays.toString(shape) + "; expected [sets, " + numNodes + "].");
    }
    int[] all = npz.ints(name);
    int[][] out = new int[shape[0]][];
    for (int k = 0; k < out.length; k++) {
      out[k] = Arrays.copyOfRange(all, k * numNodes, (k + 1) * numNodes);
    }
    return out;
  }
}
