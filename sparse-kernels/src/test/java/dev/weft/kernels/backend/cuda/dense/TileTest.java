package dev.weft.kernels.backend.cuda.dense;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.kernels.backend.cuda.driver.PtxAssembler;
import dev.weft.kernels.backend.cuda.ptx.Module;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TileTest {
  static List<Module> modules() {
    return DeviceDense.modules();
  }

  @ParameterizedTest
  @MethodSource("modules")
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = "amd64",
      disabledReason = "JCuda's natives are on the class path of Linux on x86-64 only")
  void everyKernelAssembles(Module module) {
    for (int architecture : new int[] {80, 90}) {
      assertTrue(PtxAssembler.assemble(module.text(), architecture).length > 0);
    }
  }

  @Test
  void everyThreadBringsAsManyNumbers() {
    for (Tile tile : Tile.ALL) {
      assertEquals(0, tile.step() * tile.rows() % tile.threads(), tile::toString);
      assertEquals(0, tile.step() * tile.cols() % tile.threads(), tile::toString);
      assertTrue(tile.rows() <= tile.threads() && tile.cols() <= tile.threads(), tile::toString);
    }
  }

  @Test
  void wideResultsTakeLargeTilesAndNarrowOnesNarrow() {
    assertEquals("128x128", chosen(100_000, 256));
    assertEquals("64x64", chosen(100_000, 64));
    assertEquals("128x16", chosen(100_000, 7));
    assertEquals("32x32", chosen(16, 16));
  }

  private static String chosen(long m, long n) {
    return Tile.choose(Tile.ALL, m, n, 1).toString();
  }

  @Test
  void longSumsOfSmallResultsAreCutAndOthersAreNot() {
    Tile tile = Tile.choose(Tile.ALL, 64, 16, 1);
    long chunk = tile.chunk(tile.tiles(64, 16), 10_000_000);
    assertTrue(10_000_000 / chunk > 2 * 132, () -> "chunks of " + chunk);
    assertTrue(tile.chunk(2, 100) >= 100);
    Tile large = Tile.ALL.getFirst();
    assertTrue(large.chunk(large.tiles(100_000, 256), 602) >= 602);
  }
}
