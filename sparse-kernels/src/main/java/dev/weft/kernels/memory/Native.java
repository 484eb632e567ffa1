package dev.weft.kernels.memory;

import java.lang.foreign.MemorySegment;

/**
 * All of the process's memory as one constant segment, for the inner loops of kernels.
 *
 * <p>{@code Native.ALL.get(JAVA_FLOAT, address & Native.MASK)}: the segment is a constant without
 * an end, and the mask tells the compiler that the offset is not negative, so bounds checks fold
 * away. A wrong or freed address crashes the JVM: validate ids once when a structure is built, and
 * keep the owners of all addresses reachable until the loop has ended.
 */
public final class Native {
  /** Every address of the process. Its scope is always alive. */
  public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** The 48 bits of a user-space address: 47 are used on x86-64, 48 on AArch64. */
  public static final long MASK = 0x0000_FFFF_FFFF_FFFFL;

  private Native() {}
}
