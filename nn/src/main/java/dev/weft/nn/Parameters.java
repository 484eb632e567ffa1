package dev.weft.nn;

import dev.weft.kernels.memory.HostMemory;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Value;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The named parameters of a layer, in a fixed order. Immutable as a list; the parameters themselves
 * have values that move. A parameter that is used in two places appears once, under its first name.
 */
public final class Parameters implements Iterable<Parameter> {
  private static final Parameters NONE = new Parameters(Map.of());

  private final Map<String, Parameter> byName;

  private Parameters(Map<String, Parameter> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  /** No parameters. */
  public static Parameters none() {
    return NONE;
  }

  /** These parameters under their own names. */
  public static Parameters of(Parameter... parameters) {
    Parameters all = NONE;
    for (Parameter parameter : parameters) {
      all = all.with(parameter);
    }
    return all;
  }

  /** These and one more under its own name. */
  public Parameters with(Parameter parameter) {
    return with(Map.of(parameter.name(), parameter));
  }

  /** These and one more under its own name, if there is one. */
  public Parameters with(Optional<Parameter> parameter) {
    return parameter.map(this::with).orElse(this);
  }

  /** These and one more under another name. */
  public Parameters with(String name, Parameter parameter) {
    return with(Map.of(name, parameter));
  }

  /** These and others, under the names they have. */
  public Parameters with(Parameters others) {
    return with(others.byName);
  }

  /** These and those of a layer, each name preceded by {@code prefix} and a dot. */
  public Parameters with(String prefix, Layer layer) {
    Map<String, Parameter> named = new LinkedHashMap<>();
    layer
        .parameters()
        .byName
        .forEach((name, parameter) -> named.put(prefix + "." + name, parameter));
    return with(named);
  }

  /** These and those of several layers: {@code prefix.0.…}, {@code prefix.1.…}. */
  public Parameters with(String prefix, List<? extends Layer> layers) {
    Parameters all = this;
    for (int i = 0; i < layers.size(); i++) {
      all = all.with(prefix + "." + i, layers.get(i));
    }
    return all;
  }

  private Parameters with(Map<String, Parameter> more) {
    Map<String, Parameter> joined = new LinkedHashMap<>(byName);
    Set<Parameter> known = Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    known.addAll(byName.values());
    more.forEach(
        (name, parameter) -> {
          if (known.add(parameter) && joined.put(name, parameter) != null) {
            throw new IllegalArgumentException(
                "Parameters: two parameters are named "
                    + name
                    + "; expected different names. Put layers under different prefixes.");
          }
        });
    return new Parameters(joined);
  }

  /** Names in order. */
  public Set<String> names() {
    return byName.keySet();
  }

  /** Name to parameter, in order. */
  public Map<String, Parameter> asMap() {
    return byName;
  }

  /**
   * The parameter of this name.
   *
   * @throws IllegalArgumentException when there is none, listing those there are
   */
  public Parameter get(String name) {
    Parameter found = byName.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "Parameters: no parameter is named "
              + name
              + "; expected one of "
              + byName.keySet()
              + ".");
    }
    return found;
  }

  /** Those an optimiser moves. */
  public Parameters trained() {
    return only(parameter -> parameter.kind() == Parameter.Kind.TRAINED);
  }

  /** Those assigned by updates only: running statistics and fixed numbers. */
  public Parameters state() {
    return only(parameter -> parameter.kind() == Parameter.Kind.STATE);
  }

  private Parameters only(Predicate<Parameter> wanted) {
    Map<String, Parameter> kept = new LinkedHashMap<>(byName);
    kept.values().removeIf(wanted.negate());
    return new Parameters(kept);
  }

  /** How many parameters there are. */
  public int size() {
    return byName.size();
  }

  /** How many numbers they hold together. */
  public long elements() {
    return byName.values().stream()
        .mapToLong(p -> Math.multiplyExact(p.space().size(), p.shape().width()))
        .sum();
  }

  /** The parameters in order. */
  public Collection<Parameter> values() {
    return byName.values();
  }

  @Override
  public Iterator<Parameter> iterator() {
    return byName.values().iterator();
  }

  /**
   * Gives every parameter its elements, row-major.
   *
   * @param elements name to elements; exactly the names here
   * @throws IllegalArgumentException when names are missing or unknown, or a count is wrong;
   *     nothing is assigned then
   */
  public void load(Map<String, float[]> elements) {
    checkNames(elements.keySet());
    Map<String, Value> values = new LinkedHashMap<>();
    elements.forEach(
        (name, given) ->
            values.put(
                name,
                value(name, given.length, (rows, width) -> Value.copyOf(given, rows, width))));
    assign(values);
  }

  /**
   * Like {@link #load}, in double precision, for the reference backend; others round to float32.
   */
  public void loadDoubles(Map<String, double[]> elements) {
    checkNames(elements.keySet());
    Map<String, Value> values = new LinkedHashMap<>();
    elements.forEach(
        (name, given) ->
            values.put(
                name,
                value(name, given.length, (rows, width) -> Value.copyOf(given, rows, width))));
    assign(values);
  }

  /**
   * Fails unless these are exactly the names here.
   *
   * @throws IllegalArgumentException naming what is missing and what is unknown
   */
  public void checkNames(Set<String> given) {
    Set<String> missing = new TreeSet<>(byName.keySet());
    missing.removeAll(given);
    Set<String> unknown = new TreeSet<>(given);
    unknown.removeAll(byName.keySet());
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "Parameters: missing "
              + missing
              + ", unknown "
              + unknown
              + "; expected exactly "
              + byName.keySet()
              + ". Was the model built with the same layers and options?");
    }
  }

  private interface Copier {
    Value copy(long rows, int width);
  }

  private Value value(String name, int count, Copier copier) {
    Parameter parameter = get(name);
    long wanted = Math.multiplyExact(parameter.space().size(), parameter.shape().width());
    if (count != wanted) {
      throw new IllegalArgumentException(
          "Parameters: "
              + name
              + " came with "
              + count
              + " elements; expected "
              + wanted
              + " for rows="
              + parameter.space().size()
              + " of shape "
              + parameter.shape()
              + ".");
    }
    return copier.copy(parameter.space().size(), parameter.shape().width());
  }

  private void assign(Map<String, Value> values) {
    values.forEach((name, value) -> get(name).assign(value));
  }

  /** The current elements of every parameter, copied, row-major. */
  public Map<String, double[]> elementsByName() {
    Map<String, double[]> copies = new LinkedHashMap<>();
    byName.forEach((name, p) -> copies.put(name, p.value().doubles()));
    return copies;
  }

  /**
   * Copies of the values as they are now, for the best epoch; given back with {@link #restore}.
   * They must be copies: training writes the memory of a value again two steps later.
   */
  public Snapshot snapshot() {
    List<Value> values = byName.values().stream().map(p -> copy(p.value())).toList();
    return new Snapshot(List.copyOf(byName.values()), values);
  }

  /** A value of the same type with memory of its own, rows without gaps. */
  private static Value copy(Value value) {
    HostStorage from = value.storage();
    long row = Math.multiplyExact((long) from.width(), (long) from.dtype().bytes());
    long bytes = Math.multiplyExact(row, from.rows());
    MemorySegment to = Arena.ofAuto().allocate(Math.max(1, bytes), 64);
    HostStorage copy = new HostStorage(to, from.dtype(), from.rows(), from.width(), from.width());
    HostMemory.copy(from, copy);
    Reference.reachabilityFence(value);
    return Value.of(copy, to);
  }

  /** Gives the parameters the values they had when the snapshot was taken. */
  public static void restore(Snapshot snapshot) {
    for (int i = 0; i < snapshot.parameters.size(); i++) {
      snapshot.parameters.get(i).assign(snapshot.values.get(i));
    }
  }

  /**
   * Values of parameters at one moment.
   *
   * @param parameters whose values
   * @param values one for each
   */
  public record Snapshot(List<Parameter> parameters, List<Value> values) {}

  @Override
  public String toString() {
    return "Parameters " + byName.values();
  }
}
