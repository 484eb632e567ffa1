package dev.weft.nn.checkpoint;

import dev.weft.graph.Space;
import dev.weft.kernels.memory.DType;
import dev.weft.kernels.memory.HostStorage;
import dev.weft.nn.Layer;
import dev.weft.nn.Parameters;
import dev.weft.nn.optim.Optimizer;
import dev.weft.tensor.Parameter;
import dev.weft.tensor.Seed;
import dev.weft.tensor.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A moment of a training run: a model's parameters and running statistics, an optimiser's state,
 * and texts (steps, seed, whatever the user adds), in one safetensors file that other tools read
 * too. A run that goes on from a checkpoint gives the bits it would have given.
 *
 * <pre>{@code
 * Checkpoint.of(model).with(adam).with(seed).with("epoch", "17").save(file);
 * Checkpoint saved = Checkpoint.read(file);
 * saved.loadInto(model);
 * saved.loadInto(adam);
 * }</pre>
 *
 * Arrays bear the parameters' names; those of the optimiser begin with {@code optimizer.}
 */
public final class Checkpoint {
  private static final String OPTIMIZER = "optimizer.";
  private static final String STEPS = OPTIMIZER + "steps";
  private static final String RATE = OPTIMIZER + "learning_rate";
  private static final String SEED = "seed";

  private final Path origin;
  private final Map<String, Safetensors.Array> arrays;
  private final Map<String, String> metadata;

  private Checkpoint(
      Path origin, Map<String, Safetensors.Array> arrays, Map<String, String> metadata) {
    this.origin = origin;
    this.arrays = arrays;
    this.metadata = metadata;
  }

  // ---- saving ----

  /** The values that a layer or model has now. */
  public static Checkpoint of(Layer model) {
    return new Checkpoint(
        Path.of("(not saved)"), arrays("", model.parameters()), Map.of("format", "weft"));
  }

  /** With the state of an optimiser, its steps and its learning rate. */
  public Checkpoint with(Optimizer<?> optimizer) {
    Map<String, Safetensors.Array> all = new LinkedHashMap<>(arrays);
    all.putAll(arrays(OPTIMIZER, optimizer.parameters()));
    return new Checkpoint(origin, all, metadata)
        .with(STEPS, Long.toString(optimizer.steps()))
        .with(RATE, Double.toString(optimizer.learningRate()));
  }

  /** With the seed of the run. */
  public Checkpoint with(Seed seed) {
    return with(SEED, Long.toString(seed.key()));
  }

  /** With a text of the user's. */
  public Checkpoint with(String key, String text) {
    Map<String, String> more = new LinkedHashMap<>(metadata);
    more.put(key, text);
    return new Checkpoint(origin, arrays, more);
  }

  private static Map<String, Safetensors.Array> arrays(String prefix, Parameters parameters) {
    Map<String, Safetensors.Array> all = new LinkedHashMap<>();
    List<Value> values = parameters.snapshot().values();
    for (Map.Entry<String, Parameter> entry : parameters.asMap().entrySet()) {
      Value value = values.get(all.size());
      all.put(prefix + entry.getKey(), new Safetensors.Array(shape(entry.getValue()), value));
    }
    return all;
  }

  /** Rows and row shape; a constant has its row shape only. */
  private static long[] shape(Parameter parameter) {
    LongStream row = IntStream.of(parameter.shape().dims()).asLongStream();
    return parameter.space() == Space.ONE
        ? row.toArray()
        : LongStream.concat(LongStream.of(parameter.space().size()), row).toArray();
  }

  /** Writes the file; on the way, the one that was there stays whole. */
  public void save(Path file) throws IOException {
    Safetensors.write(file, new Safetensors.Content(arrays, metadata));
  }

  // ---- loading ----

  /**
   * Reads a file and checks all of it.
   *
   * @throws CheckpointException when it is damaged or no safetensors file
   */
  public static Checkpoint read(Path file) throws IOException {
    Safetensors.Content content = Safetensors.read(file);
    return new Checkpoint(file, content.arrays(), content.metadata());
  }

  /** Names of the arrays. */
  public Set<String> names() {
    return arrays.keySet();
  }

  /** The text of this key, if there is one. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(metadata.get(key));
  }

  /** The seed of the run, if it was saved. */
  public Optional<Seed> seed() throws CheckpointException {
    return metadata.containsKey(SEED)
        ? Optional.of(new Seed(Long.parseLong(number(SEED, "-?[0-9]{1,19}"))))
        : Optional.empty();
  }

  /**
   * Gives a model the saved values.
   *
   * @throws CheckpointException when names or shapes are not the model's; nothing is assigned then
   */
  public void loadInto(Layer model) throws CheckpointException {
    Set<String> own = new TreeSet<>(arrays.keySet());
    own.removeIf(name -> name.startsWith(OPTIMIZER));
    load("", own, model.parameters());
  }

  /**
   * Gives an optimiser the saved state, steps and learning rate.
   *
   * @throws CheckpointException when none was saved, or names or shapes are not the optimiser's;
   *     nothing is assigned then
   */
  public void loadInto(Optimizer<?> optimizer) throws CheckpointException {
    long steps = Long.parseLong(number(STEPS, "[0-9]{1,18}"));
    double rate = Double.parseDouble(number(RATE, "[0-9]+([.][0-9]+)?(E-?[0-9]{1,3})?"));
    Set<String> own = new TreeSet<>(arrays.keySet());
    own.removeIf(name -> !name.startsWith(OPTIMIZER));
    load(OPTIMIZER, own, optimizer.parameters());
    optimizer.resumeAt(steps);
    optimizer.learningRate(rate);
  }

  private String number(String key, String form) throws CheckpointException {
    String text = metadata.get(key);
    if (text == null || !text.matches(form)) {
      throw new CheckpointException(
          origin,
          key
              + " is "
              + text
              + "; expected a number. Was the checkpoint saved with(optimizer) and with(seed)?");
    }
    return text;
  }

  private void load(String prefix, Set<String> saved, Parameters parameters)
      throws CheckpointException {
    Set<String> missing = new TreeSet<>();
    parameters.names().forEach(name -> missing.add(prefix + name));
    Set<String> unknown = new TreeSet<>(saved);
    unknown.removeAll(missing);
    missing.removeAll(saved);
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new CheckpointException(
          origin,
          "missing "
              + missing
              + ", unknown "
              + unknown
              + "; expected exactly the names of what is loaded into. Was it built with the same layers and options?");
    }
    Map<Parameter, Value> values = new LinkedHashMap<>();
    for (Map.Entry<String, Parameter> entry : parameters.asMap().entrySet()) {
      values.put(entry.getValue(), value(prefix + entry.getKey(), entry.getValue()));
    }
    values.forEach(Parameter::assign);
  }

  private Value value(String name, Parameter parameter) throws CheckpointException {
    Safetensors.Array array = arrays.get(name);
    DType dtype = array.value().dtype();
    if (!Arrays.equals(array.shape(), shape(parameter)) || !dtype.isFloating()) {
      throw new CheckpointException(
          origin,
          name
              + " is "
              + Entry.word(dtype)
              + " "
              + Arrays.toString(array.shape())
              + "; expected "
              + Arrays.toString(shape(parameter))
              + " of floating-point numbers.");
    }
    long rows = parameter.space().size();
    int width = parameter.shape().width();
    return switch (dtype) {
      case FLOAT32, FLOAT64 -> rowsOf(array.value(), rows, width);
      case FLOAT16, BFLOAT16, INT8, INT32, INT64, BOOL ->
          Value.copyOf(array.value().doubles(), rows, width, DType.FLOAT32);
    };
  }

  /** The same memory, cut into rows. */
  private static Value rowsOf(Value value, long rows, int width) {
    HostStorage host = value.storage();
    return Value.of(
        new HostStorage(host.segment(), host.dtype(), rows, width, width), value.owner());
  }

  @Override
  public String toString() {
    return "Checkpoint " + origin + " " + names();
  }
}
