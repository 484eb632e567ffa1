package dev.weft.kernels.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.weft.kernels.bench.Case.Name;
import dev.weft.kernels.memory.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * C loops, compiled by gcc for this processor into {@code target/} and called on the case's memory.
 */
final class NativeLoops implements Contender {
  private static final Path SOURCES =
      Path.of(System.getProperty("weft.root", "."), "sparse-kernels", "src", "jmh", "c");

  private final SymbolLookup library;
  private final String prefix;

  private NativeLoops(SymbolLookup library, String prefix) {
    this.library = library;
    this.prefix = prefix;
  }

  /** The loops in this module's {@code src/jmh/c}. */
  static NativeLoops own() {
    return new NativeLoops(
        compiled("loops", "-ffast-math", "-Wno-psabi", SOURCES.resolve("loops.c").toString()), "");
  }

  /**
   * The loops of a program in one C file, {@code -Dweft.reference=FILE}, by default {@code
   * ../shared/reference/reference.c} beside the repository, with the flags that it asks for.
   */
  static NativeLoops reference() {
    Path file =
        Path.of(
                System.getProperty(
                    "weft.reference",
                    System.getProperty("weft.root", ".") + "/../shared/reference/reference.c"))
            .toAbsolutePath()
            .normalize();
    if (!Files.exists(file)) {
      throw new IllegalStateException(file + " is not there; name it by -Dweft.reference=FILE.");
    }
    return new NativeLoops(
        compiled(
            "reference",
            "-ffast-math",
            "-mprefer-vector-width=512",
            "-w",
            "-DREFERENCE=\"" + file + "\"",
            SOURCES.resolve("reference_entry.c").toString()),
        "ref_");
  }

  /**
   * Compiled once for a command and a state of the sources: every benchmark is a JVM of its own.
   */
  private static SymbolLookup compiled(String name, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("gcc", "-O3", "-march=native", "-shared", "-fPIC"));
    command.addAll(List.of(arguments));
    try {
      long version = command.hashCode();
      for (String file : List.of("loops.c", "reference_entry.c", "arguments.h")) {
        version = 31 * version + Files.readString(SOURCES.resolve(file)).hashCode();
      }
      Path folder = Files.createDirectories(Path.of(System.getProperty("weft.build", "target")));
      Path library = folder.resolve("lib" + name + "-" + Long.toHexString(version) + ".so");
      if (!Files.exists(library)) {
        compile(command, library);
      }
      return SymbolLookup.libraryLookup(library, Arena.global());
    } catch (IOException e) {
      throw new IllegalStateException(name + ": gcc or its sources are not there: " + e, e);
    }
  }

  private static void compile(List<String> command, Path library) throws IOException {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of("-o", library.toString(), "-lm"));
    Process gcc = new ProcessBuilder(whole).redirectErrorStream(true).start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (gcc.waitFor() != 0) {
        throw new IllegalStateException(library + ": gcc failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(library + ": interrupted.", e);
    }
  }

  @Override
  public boolean has(Operator operator, int heads) {
    // The reference knows one head.
    boolean one = heads == 1 || operator != Operator.EDGE_SOFTMAX || prefix.isEmpty();
    return one && library.find(prefix + operator.text()).isPresent();
  }

  @Override
  public Runnable prepare(Case on) {
    return call(library.findOrThrow(prefix + on.operator.text()), on);
  }

  private static Runnable call(MemorySegment door, Case on) {
    MethodHandle handle =
        Linker.nativeLinker().downcallHandle(door, FunctionDescriptor.ofVoid(ADDRESS));
    MemorySegment arguments = arguments(on);
    return () -> {
      try {
        handle.invokeExact(arguments);
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    };
  }

  /** The struct of {@code arguments.h}. */
  private static MemorySegment arguments(Case on) {
    boolean graph = on.operator.needsGraph();
    boolean build = on.operator == Operator.COO_TO_CSC;
    long m = on.coo.size();
    List<Long> members =
        List.of(
            on.coo.cols(),
            m,
            (long) on.width,
            (long) on.heads,
            (long) Case.ROWS,
            (long) Case.SEGMENTS,
            on.coo.row().address(),
            on.coo.col().address(),
            on.in.indptr().address(),
            on.in.indices().address(),
            on.eids().address(),
            build ? room(8 * (on.coo.cols() + 1)) : 0,
            build ? room(4 * m) : 0,
            build ? room(4 * m) : 0,
            graph && !build ? on.get(Name.X).address(0) : 0,
            graph && !build ? on.get(Name.W).address(0) : 0,
            on.operator == Operator.RELU_EDGE_SUM ? on.get(Name.E).address(0) : 0,
            graph && !build ? on.get(Name.Y).address(0) : 0,
            graph && !build ? on.get(Name.OUT).address(0) : 0,
            graph && !build ? on.get(Name.LEFT).address(0) : 0,
            graph && !build ? on.get(Name.RIGHT).address(0) : 0,
            graph ? 0 : on.get(Name.A).address(0),
            graph ? 0 : on.get(Name.B).address(0),
            graph ? 0 : on.get(Name.C).address(0),
            Case.longs(on.offsets()).address(),
            Case.ints(on.types()).address());
    return Case.longs(members.stream().mapToLong(Long::longValue).toArray());
  }

  private static long room(long bytes) {
    return Memory.allocate(bytes).segment().address();
  }
}
