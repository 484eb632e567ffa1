package dev.weft.datasets.raw;

import dev.weft.datasets.DatasetException;
import dev.weft.datasets.numpy.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbered splits of Geom-GCN (Pei et al. 2020): {@code NAME_split_0.6_0.2_K.npz}, each with
 * three masks.
 */
final class GeomGcnSplits {
  private GeomGcnSplits() {}

  /** The files numbered 0, 1, ... that are in {@code dir}; empty when there is none. */
  static List<Path> find(Path dir, String name) {
    List<Path> files = new ArrayList<>();
    for (int k = 0; ; k++) {
      Path file = dir.resolve(name + "_split_0.6_0.2_" + k + ".npz");
      if (!Files.isRegularFile(file)) {
        return files;
      }
      files.add(file);
    }
  }

  static List<RawMasks> read(List<Path> files, int numNodes) {
    return files.stream().map(file -> read(file, numNodes)).toList();
  }

  private static RawMasks read(Path file, int numNodes) {
    try (Npz npz = Npz.open(file)) {
      RawMasks masks =
          RawMasks.of(npz.ints("train_mask"), npz.ints("val_mask"), npz.ints("test_mask"));
      if (masks.train().length != numNodes) {
        throw DatasetException.malformed(
            file, "masks of " + masks.train().length + " nodes; expected " + numNodes + ".");
      }
      return masks;
    } catch (DatasetException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new DatasetException(file + ": " + e.getMessage(), e);
    }
  }
}
