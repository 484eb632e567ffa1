package dev.weft.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The tensors that expressions are made of, each once and numbered, inputs before what is made of
 * them. Iterative, since expressions grow deep.
 *
 * <p>Every step walks its expression several times, so a walk allocates a few arrays and nothing
 * for a tensor: numbers are found by open addressing with ids, which follow each other in a new
 * expression and so hardly ever collide.
 */
public final class Walk {
  private static final int FIRST = 128;

  private final Predicate<Tensor> isLeaf;
  private Tensor[] tensors = new Tensor[FIRST];
  private int count;

  /** A number plus one where a tensor is, 0 where none; a power of two, at most half full. */
  private int[] slots = new int[2 * FIRST];

  private Tensor[] stack = new Tensor[FIRST / 2];
  private int[] next = new int[FIRST / 2];
  private int depth;

  /**
   * A walk over nothing yet.
   *
   * @param isLeaf tensors that are not entered
   */
  public Walk(Predicate<Tensor> isLeaf) {
    this.isLeaf = isLeaf;
  }

  /** A walk over everything that the roots are made of. */
  public static Walk of(List<Tensor> roots) {
    return of(roots, tensor -> false);
  }

  /** A walk over what the roots are made of, without going below tensors that count as leaves. */
  public static Walk of(List<Tensor> roots, Predicate<Tensor> isLeaf) {
    Walk walk = new Walk(isLeaf);
    for (Tensor root : roots) {
      walk.add(root);
    }
    return walk;
  }

  /** Goes on with what a root is made of and was not met before. */
  public void add(Tensor root) {
    if (numberOf(root) < 0) {
      push(root);
    }
    while (depth > 0) {
      Tensor top = stack[depth - 1];
      int place = next[depth - 1]++;
      if (place < 0) {
        number(top);
        stack[--depth] = null;
      } else {
        Tensor input = top.op().input(place);
        if (next[depth - 1] == top.op().arity()) {
          next[depth - 1] = -1;
        }
        if (numberOf(input) < 0) {
          push(input);
        }
      }
    }
  }

  /** Forgets everything and keeps the arrays. */
  public void clear() {
    Arrays.fill(tensors, 0, count, null);
    Arrays.fill(slots, 0);
    count = 0;
  }

  /** How many tensors were met. */
  public int count() {
    return count;
  }

  /** The tensor of a number. */
  public Tensor tensor(int number) {
    return tensors[number];
  }

  /** The number of a tensor, -1 for one that was not met. */
  public int numberOf(Tensor tensor) {
    return slots[slot(tensor.id())] - 1;
  }

  private void push(Tensor tensor) {
    if (depth == stack.length) {
      stack = Arrays.copyOf(stack, 2 * depth);
      next = Arrays.copyOf(next, 2 * depth);
    }
    stack[depth] = tensor;
    next[depth++] = tensor.op().arity() == 0 || isLeaf.test(tensor) ? -1 : 0;
  }

  private void number(Tensor tensor) {
    if (count == tensors.length) {
      grow();
    }
    tensors[count] = tensor;
    slots[slot(tensor.id())] = ++count;
  }

  /** The higher bits are mixed in for ids that follow each other in wide steps. */
  private int slot(long id) {
    int mask = slots.length - 1;
    int slot = (int) (id ^ id >>> Integer.bitCount(mask)) & mask;
    while (slots[slot] != 0 && tensors[slots[slot] - 1].id() != id) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    tensors = Arrays.copyOf(tensors, 2 * count);
    slots = new int[4 * count];
    for (int i = 0; i < count; i++) {
      slots[slot(tensors[i].id())] = i + 1;
    }
  }
}
