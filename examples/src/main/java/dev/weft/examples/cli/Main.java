package dev.weft.examples.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;

/** The command line {@code weft}. */
public final class Main {
  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    StandardError.reconnect();
    System.exit(Weft.run(writer(System.out), writer(System.err), args));
  }

  private static PrintWriter writer(java.io.PrintStream stream) {
    Charset charset = stream.charset();
    return new PrintWriter(new java.io.OutputStreamWriter(stream, charset), true);
  }
}
