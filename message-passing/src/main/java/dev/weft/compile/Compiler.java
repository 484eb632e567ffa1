package dev.weft.compile;

import dev.weft.kernels.backend.Backend;
import dev.weft.kernels.backend.Backends;
import dev.weft.tensor.Evaluator;
import dev.weft.tensor.Explanation;
import dev.weft.tensor.Tensor;
import dev.weft.tensor.Update;
import dev.weft.tensor.Value;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Evaluates tensors as fused programs on a {@link Backend}. Programs are kept by the structure of
 * the expression, so that a second run of the same structure, whatever its sizes, data, seeds and
 * learning rate, only walks the expression and runs. Thread-safe.
 */
public final class Compiler implements Evaluator {
  /** Programs kept; beyond, the oldest goes. */
  static final int MOST = 512;

  /** Tensors beyond which the arrays of a capture are not kept. */
  private static final int LARGE = 1 << 16;

  private final Supplier<Backend> backend;
  private final ConcurrentHashMap<Key, Program> programs = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Key> oldest = new ConcurrentLinkedQueue<>();
  private final ConcurrentHashMap<String, Kernels> kernels = new ConcurrentHashMap<>();
  private final AtomicReference<Capture> spare = new AtomicReference<>();
  private final AtomicLong compilations = new AtomicLong();

  /** A compiler for the backend in use; for {@link java.util.ServiceLoader}. */
  public Compiler() {
    this(Backends::current);
  }

  private Compiler(Supplier<Backend> backend) {
    this.backend = backend;
  }

  /** A compiler for one backend, with programs of its own. */
  public static Compiler on(Backend backend) {
    return new Compiler(() -> backend);
  }

  @Override
  public String name() {
    return "compile";
  }

  /** How many programs were compiled so far: expressions of a structure that was not known. */
  public long compilations() {
    return compilations.get();
  }

  @Override
  public List<Value> run(List<Tensor> outputs, List<Update> updates) {
    Backend on = backend.get();
    Capture capture = capture(outputs, updates, on);
    Program program = program(capture, on);
    Bindings bindings = capture.bindings();
    done(capture);
    return program.run(bindings);
  }

  @Override
  public Explanation explain(List<Tensor> outputs, List<Update> updates) {
    Backend on = backend.get();
    Capture capture = capture(outputs, updates, on);
    return new Explain(program(capture, on), capture.bindings()).explanation();
  }

  /** What the expression is; {@link #done} takes it back. */
  Capture capture(List<Tensor> outputs, List<Update> updates, Backend on) {
    Capture idle = spare.getAndSet(null);
    Capture capture = idle == null ? new Capture() : idle;
    capture.read(outputs, updates, on.name().hashCode());
    return capture;
  }

  /** Keeps a capture that is no longer read for the next expression, unless it has grown large. */
  void done(Capture capture) {
    if (capture.count() <= LARGE) {
      capture.clear();
      spare.set(capture);
    }
  }

  private Program program(Capture capture, Backend on) {
    Program known = programs.get(capture.key());
    if (known != null) {
      return known;
    }
    Key key = capture.key().frozen();
    Program program = programs.computeIfAbsent(key, _ -> compiled(capture, on));
    while (programs.size() > MOST) {
      Key first = oldest.poll();
      if (first == null) {
        break;
      }
      programs.remove(first);
    }
    return program;
  }

  private Program compiled(Capture capture, Backend on) {
    Program made =
        Assembly.compile(capture, on, kernels.computeIfAbsent(on.name(), _ -> new Kernels(on)));
    compilations.incrementAndGet();
    oldest.add(capture.key().frozen());
    return made;
  }

  /** How many programs are kept. */
  int programs() {
    return programs.size();
  }
}
