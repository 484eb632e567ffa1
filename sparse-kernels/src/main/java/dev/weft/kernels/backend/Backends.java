package dev.weft.kernels.backend;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which backend runs: chosen once, said once, forced by {@code -Dweft.backend=NAME} or {@link
 * #use}. Without force it is {@code vector} where the JVM was started with {@code --add-modules
 * jdk.incubator.vector}, else {@code portable}; {@code cuda} runs only when asked for by name, as
 * long as it has not been proven on a GPU.
 */
public final class Backends {
  private static final Logger LOG = System.getLogger(Backends.class.getName());
  private static final String PROPERTY = "weft.backend";
  private static final List<String> NAMES = List.of("reference", "portable", "vector", "cuda");
  private static final String DRIVER =
      System.getProperty("os.name").startsWith("Windows") ? "nvcuda.dll" : "libcuda.so.1";
  private static final String FLAG = "--add-modules jdk.incubator.vector";
  private static final ConcurrentHashMap<String, Backend> MADE = new ConcurrentHashMap<>();
  private static Optional<Backend> current = Optional.empty();

  private Backends() {}

  /**
   * The backend in use; the first call chooses it and logs why.
   *
   * @throws IllegalArgumentException when {@code -Dweft.backend} names none
   * @throws IllegalStateException when it names one that cannot run here; the message says what is
   *     missing
   */
  public static synchronized Backend current() {
    if (current.isEmpty()) {
      current = Optional.of(choose());
    }
    return current.get();
  }

  /**
   * Makes the named backend the one in use, from now on.
   *
   * @throws IllegalArgumentException when there is no such name
   * @throws IllegalStateException when it cannot run here; the message says what is missing
   */
  public static synchronized Backend use(String name) {
    Backend backend = named(name);
    current = Optional.of(backend);
    LOG.log(Level.DEBUG, () -> "Backend " + name + ": asked for by name.");
    return backend;
  }

  /**
   * The backend of this name, without making it the one in use. Always the same object.
   *
   * @throws IllegalArgumentException when there is no such name
   * @throws IllegalStateException when it cannot run here; the message says what is missing
   */
  public static Backend named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "Backend " + name + ": there is no such backend; expected one of " + NAMES + ".");
    }
    Optional<String> missing = missing(name);
    if (missing.isPresent()) {
      throw new IllegalStateException("Backend " + name + ": " + missing.get());
    }
    return MADE.computeIfAbsent(name, Backends::make);
  }

  private static Backend choose() {
    String forced = System.getProperty(PROPERTY, "");
    if (!forced.isEmpty()) {
      LOG.log(Level.DEBUG, () -> "Backend " + forced + ": asked for by -D" + PROPERTY + ".");
      return named(forced);
    }
    LOG.log(
        Level.DEBUG,
        () ->
            missing("cuda")
                .map(why -> "Backend cuda: " + why)
                .orElse("Backend cuda: there is a driver; it is used when asked for by name."));
    Optional<String> missing = missing("vector");
    if (missing.isEmpty()) {
      LOG.log(Level.DEBUG, () -> "Backend vector: the Vector API is there.");
      return named("vector");
    }
    LOG.log(
        Level.INFO, () -> "Backend portable, several times slower than vector: " + missing.get());
    return named("portable");
  }

  /** What keeps the backend from running here, with its cure. Loads none of its classes. */
  private static Optional<String> missing(String name) {
    if (name.equals("cuda") && !hasDriver()) {
      return Optional.of(
          "the NVIDIA driver ("
              + DRIVER
              + ") is not installed; install it, 525 or newer, or use vector. docs/gpu.md says more.");
    }
    if (name.equals("vector") && ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return Optional.of(
          "the module jdk.incubator.vector is not loaded; start java with " + FLAG + ".");
    }
    return Optional.empty();
  }

  /** The only library that a GPU needs. */
  private static boolean hasDriver() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(DRIVER, arena);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * By reflection, so that the classes of a backend that is not used are not loaded, nor what they
   * link to.
   */
  private static Backend make(String name) {
    String type = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Backend";
    try {
      return Class.forName(Backends.class.getPackageName() + "." + name + "." + type)
          .asSubclass(Backend.class)
          .getConstructor()
          .newInstance();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "Backend " + name + ": its class " + type + " does not load; is the jar complete?", e);
    }
  }
}
