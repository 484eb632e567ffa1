package dev.weft.kernels.dense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenBlasLibraryTest {
  private static final String PLATFORM = "linux-x86_64";

  @TempDir private Path folder;

  @BeforeEach
  void onlyWhereTheJarIs() {
    assumeTrue(
        getClass()
                .getClassLoader()
                .getResource("org/bytedeco/openblas/" + PLATFORM + "/libopenblas.so.0")
            != null);
  }

  @Test
  void systemsAreNamedAsTheirJarsAre() {
    assertEquals("linux-x86_64", OpenBlasLibrary.platform("Linux", "amd64"));
    assertEquals("linux-arm64", OpenBlasLibrary.platform("Linux", "aarch64"));
    var e =
        assertThrows(
            UnsatisfiedLinkError.class, () -> OpenBlasLibrary.platform("Mac OS X", "aarch64"));
    assertEquals("OpenBLAS is used on Linux only; this is Mac OS X on aarch64.", e.getMessage());
  }

  @Test
  void kernelsForAvx512AreAskedForWhereTheLibraryWouldNotSeeIt() {
    String amd =
        "vendor_id\t: AuthenticAMD\nflags\t\t: fpu avx2 avx512f avx512dq avx512bw avx512vl\n";
    assertEquals(Optional.of("SkylakeX"), OpenBlasLibrary.coreType(amd));
    assertEquals(Optional.empty(), OpenBlasLibrary.coreType(amd.replace(" avx512bw", "")));
    assertEquals(
        Optional.empty(), OpenBlasLibrary.coreType(amd.replace("AuthenticAMD", "GenuineIntel")));
    assertEquals(Optional.empty(), OpenBlasLibrary.coreType(""));
  }

  @Test
  void unpackingGivesTheLibraryANameOfItsOwn() throws IOException {
    Path library = OpenBlasLibrary.unpack(PLATFORM, folder);
    assertEquals("libweftblas.so.0", library.getFileName().toString());
    String content = Files.readString(library, StandardCharsets.ISO_8859_1);
    assertTrue(content.contains("libweftblas.so.0\0"));
    assertFalse(content.contains("libopenblas.so.0\0"));
  }

  @Test
  void nothingButTheLibrariesIsLeftBehind() throws IOException {
    Path library = OpenBlasLibrary.unpack(PLATFORM, folder);
    try (Stream<Path> files = Files.list(library.getParent())) {
      assertEquals(
          List.of("libgfortran.so.5", "libquadmath.so.0", "libweftblas.so.0"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void anUnpackedLibraryIsUsedAgain() throws IOException {
    Path library = OpenBlasLibrary.unpack(PLATFORM, folder);
    FileTime old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(library, old);
    assertEquals(library, OpenBlasLibrary.unpack(PLATFORM, folder));
    assertEquals(old, Files.getLastModifiedTime(library));
  }

  @Test
  void whereTheCacheCannotBeWrittenAnotherFolderServes() throws IOException {
    Path file = Files.createFile(folder.resolve("not-a-folder"));
    Path library = OpenBlasLibrary.unpackAnywhere(PLATFORM, file);
    assertTrue(Files.size(library) > 1_000_000);
    for (String name : List.of("libgfortran.so.5", "libquadmath.so.0", "libweftblas.so.0")) {
      Files.delete(library.resolveSibling(name));
    }
    Files.delete(library.getParent());
  }

  @Test
  void aMissingJarIsNamed() {
    var e =
        assertThrows(
            UnsatisfiedLinkError.class, () -> OpenBlasLibrary.unpack("linux-riscv", folder));
    assertEquals(
        "org.bytedeco:openblas with classifier linux-riscv is not on the class path; add it to the dependencies.",
        e.getMessage());
  }
}
