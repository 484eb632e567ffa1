package dev.weft.kernels.dense;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds OpenBLAS in the jar {@code org.bytedeco:openblas}, unpacks it once into the user's cache
 * and loads it, without any class of JavaCPP or ND4J.
 *
 * <p>The copy gets a name of its own inside too: the loader knows libraries by the name written in
 * them, and ND4J, asking for {@code libopenblas.so.0} later, would otherwise be given this copy and
 * set its number of threads.
 */
final class OpenBlasLibrary {
  private static final String FOLDER = "org/bytedeco/openblas/";
  private static final String NAME = "libopenblas.so.0";
  private static final String OWN_NAME = "libweftblas.so.0";

  private OpenBlasLibrary() {}

  /**
   * The loaded library; it stays until the process ends.
   *
   * @throws UnsatisfiedLinkError when it is missing for this system or cannot be unpacked; the
   *     message gives the cure
   */
  static SymbolLookup load() {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    try {
      Path library = unpackAnywhere(platform, cache());
      return loaded(library);
    } catch (IOException | IllegalArgumentException e) {
      throw new UnsatisfiedLinkError(
          "OpenBLAS for " + platform + " does not load: " + e.getMessage());
    }
  }

  /** The classifier of the jar for a system, as Java names it. */
  static String platform(String os, String arch) {
    if (os.equals("Linux") && arch.equals("amd64")) {
      return "linux-x86_64";
    }
    if (os.equals("Linux") && arch.equals("aarch64")) {
      return "linux-arm64";
    }
    throw new UnsatisfiedLinkError(
        "OpenBLAS is used on Linux only; this is " + os + " on " + arch + ".");
  }

  /**
   * Unpacks below {@code cache}, or where that cannot be written, into a folder for this process
   * alone.
   */
  static Path unpackAnywhere(String platform, Path cache) throws IOException {
    try {
      return unpack(platform, cache);
    } catch (IOException e) {
      return unpack(platform, Files.createTempDirectory("weft"));
    }
  }

  /**
   * The library in its folder below {@code cache}. It is written last, so where it is, all it needs
   * is there.
   */
  static Path unpack(String platform, Path cache) throws IOException {
    URL source = resource(platform, NAME).orElseThrow(() -> notOnClassPath(platform));
    Path folder = cache.resolve(jarName(source));
    Path library = folder.resolve(OWN_NAME);
    if (!Files.exists(library)) {
      Files.createDirectories(folder);
      for (String dependency : List.of("libquadmath.so.0", "libgfortran.so.5")) {
        Optional<URL> needed = resource(platform, dependency);
        if (needed.isPresent()) {
          copy(needed.get(), folder.resolve(dependency));
        }
      }
      copy(source, library);
    }
    return library;
  }

  private static UnsatisfiedLinkError notOnClassPath(String platform) {
    return new UnsatisfiedLinkError(
        "org.bytedeco:openblas with classifier "
            + platform
            + " is not on the class path; add it to the dependencies.");
  }

  private static Optional<URL> resource(String platform, String name) {
    return Optional.ofNullable(
        OpenBlasLibrary.class.getClassLoader().getResource(FOLDER + platform + "/" + name));
  }

  /**
   * {@code openblas-0.3.19-1.5.7-linux-x86_64} of {@code
   * jar:file:/…/openblas-0.3.19-1.5.7-linux-x86_64.jar!/…}.
   */
  private static String jarName(URL entry) {
    String url = entry.getPath();
    int end = url.lastIndexOf(".jar!");
    return end < 0 ? "openblas-unpacked" : url.substring(url.lastIndexOf('/', end) + 1, end);
  }

  private static Path cache() {
    String xdg = Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse("");
    Path base = xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
    return base.resolve("weft").resolve("native");
  }

  // Renaming is what makes a half-written or doubly written file impossible.
  private static void copy(URL source, Path target) throws IOException {
    Path part = Files.createTempFile(target.getParent(), target.getFileName().toString(), ".part");
    try (InputStream in = source.openStream()) {
      Files.write(part, renamed(in.readAllBytes()));
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static byte[] renamed(byte[] library) {
    byte[] name = (NAME + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] own = OWN_NAME.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + name.length <= library.length; i++) {
      if (library[i] == 'l' && Arrays.equals(library, i, i + name.length, name, 0, name.length)) {
        System.arraycopy(own, 0, library, i, own.length);
      }
    }
    return library;
  }

  /**
   * Loads with settings in the process's environment, unless the user has made them: the library
   * chooses its kernels and starts its threads, one per core, while it is being loaded, and reads
   * nothing but the environment before.
   */
  private static SymbolLookup loaded(Path library) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("OPENBLAS_NUM_THREADS", "1");
    coreType(processor()).ifPresent(type -> settings.put("OPENBLAS_CORETYPE", type));
    settings.keySet().removeIf(name -> System.getenv(name) != null);
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle setenv =
          bind("setenv", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
      MethodHandle unsetenv = bind("unsetenv", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
      for (var setting : settings.entrySet()) {
        long name = arena.allocateFrom(setting.getKey()).address();
        int _ = (int) setenv.invokeExact(name, arena.allocateFrom(setting.getValue()).address(), 1);
      }
      try {
        return SymbolLookup.libraryLookup(library, Arena.global());
      } finally {
        for (String setting : settings.keySet()) {
          int _ = (int) unsetenv.invokeExact(arena.allocateFrom(setting).address());
        }
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static String processor() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"));
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * The kernels to ask for, where the library would choose worse: it knows no AMD processor with
   * AVX-512 and takes those for AVX2. On a Zen 4, products of tall matrices take 8 to 30 % less
   * time with the others.
   *
   * @param processor what Linux says of it
   */
  static Optional<String> coreType(String processor) {
    Set<String> words = new HashSet<>(List.of(processor.split("\\s+")));
    List<String> wanted = List.of("AuthenticAMD", "avx512f", "avx512bw", "avx512dq", "avx512vl");
    return words.containsAll(wanted) ? Optional.of("SkylakeX") : Optional.empty();
  }

  private static MethodHandle bind(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
  }
}
