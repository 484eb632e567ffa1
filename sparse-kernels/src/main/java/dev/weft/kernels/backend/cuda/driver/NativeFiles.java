package dev.weft.kernels.backend.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import jcuda.JCudaVersion;
import jcuda.LibUtils;

/**
 * JCuda unpacks its native libraries to fixed names in the temporary directory, in place, and
 * trusts a file that is already there: two JVMs that start together may load half a library. So the
 * file is put there first, whole, by a rename; JCuda then finds it.
 */
final class NativeFiles {
  private NativeFiles() {}

  /**
   * Puts a library where JCuda looks for it.
   *
   * @param library name without version and system: {@code JCudaDriver}, {@code JNvPTXCompiler}
   * @throws IllegalStateException when JCuda has none for this system
   * @throws UncheckedIOException when the temporary directory cannot be written
   */
  static void unpack(String library) {
    String name = LibUtils.createPlatformLibraryName(library + "-" + JCudaVersion.get());
    String file = LibUtils.createLibraryFileName(name);
    Path target = Path.of(System.getProperty("java.io.tmpdir"), file);
    try (InputStream in = LibUtils.class.getResourceAsStream("/lib/" + file)) {
      if (in == null) {
        throw new IllegalStateException(
            "JCuda: there is no "
                + file
                + " on the class path; add org.jcuda:jcuda-natives:"
                + JCudaVersion.get()
                + " for this system.");
      }
      byte[] bytes = in.readAllBytes();
      if (!Files.exists(target) || Files.size(target) != bytes.length) {
        Path whole = Files.createTempFile(target.getParent(), file, ".part");
        Files.write(whole, bytes);
        Files.move(
            whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
