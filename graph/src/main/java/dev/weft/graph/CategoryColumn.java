package dev.weft.graph;

import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.kernels.memory.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link Column} of texts from a short list, stored as their numbers: row shape [], int32, with
 * -1 for no category. Labels with class names are such a column.
 *
 * @param codes the number of every row's category
 * @param categories the texts, numbered from 0
 */
public record CategoryColumn(DenseColumn codes, List<String> categories) implements DenseColumn {
  /** Checks that the codes are scalars of type int32 and within the list. */
  public CategoryColumn {
    categories = List.copyOf(categories);
    if (codes.dtype() != DType.INT32 || codes.shape().rank() != 0) {
      throw new IllegalArgumentException(
          "CategoryColumn "
              + codes.name()
              + ": codes are "
              + codes.dtype()
              + codes.shape()
              + "; expected INT32[].");
    }
    DenseRows.checkCodes(codes, categories.size());
  }

  /**
   * A column of the given texts, numbered in order of first appearance.
   *
   * @throws IllegalArgumentException when there is not one text for each row
   */
  public static CategoryColumn of(String name, Space space, String... texts) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    int[] codes = new int[texts.length];
    for (int i = 0; i < texts.length; i++) {
      Integer known = numbers.putIfAbsent(texts[i], numbers.size());
      codes[i] = known == null ? numbers.size() - 1 : known;
    }
    return new CategoryColumn(Columns.of(name, space, codes), List.copyOf(numbers.keySet()));
  }

  @Override
  public String name() {
    return codes.name();
  }

  @Override
  public Space space() {
    return codes.space();
  }

  @Override
  public DType dtype() {
    return codes.dtype();
  }

  @Override
  public Shape shape() {
    return codes.shape();
  }

  @Override
  public List<HostStorage> chunks() {
    return codes.chunks();
  }
}
