package dev.weft.kernels.backend.cuda.ptx;

import java.util.List;

/**
 * Entries that are loaded together.
 *
 * @param entries at least one
 */
public record Module(List<Entry> entries) {
  /** Copies the list. */
  public Module {
    entries = List.copyOf(entries);
  }

  /** The module as PTX text, ISA 8.0, for sm_80 and newer. */
  public String text() {
    return PtxText.of(this);
  }
}
