package dev.weft.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;

/**
 * Standard error, without the line that the JVM writes to it before any program runs.
 *
 * <p>A JVM that is started with an incubating module says so on descriptor 2, on every start, and
 * no option keeps it from it. A command whose only words should be "no such file" would answer with
 * two lines. So the launcher gives descriptor 2 to a filter that drops this one line, hands over
 * the caller's own standard error as another descriptor, and names that in {@value #PROPERTY}; here
 * {@link System#err} is led back to it. Errors then arrive at once, in order and at a terminal if
 * there is one; only what native code writes still goes through the filter.
 */
final class StandardError {
  static final String PROPERTY = "weft.stderr.fd";

  private StandardError() {}

  /** Leads {@link System#err} to the launcher's descriptor; does nothing without a launcher. */
  static void reconnect() {
    Integer descriptor = Integer.getInteger(PROPERTY);
    if (descriptor != null) {
      System.setErr(open(descriptor));
    }
  }

  /**
   * The stream of a descriptor, or the present one, which ends at the same place, if it cannot be
   * opened.
   */
  private static PrintStream open(int descriptor) {
    try {
      Constructor<FileDescriptor> of = FileDescriptor.class.getDeclaredConstructor(int.class);
      of.setAccessible(true);
      return new PrintStream(
          new FileOutputStream(of.newInstance(descriptor)), true, System.err.charset());
    } catch (ReflectiveOperationException | RuntimeException closedToReflection) {
      return System.err;
    }
  }
}
