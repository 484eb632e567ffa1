package dev.weft.examples.report;

import java.io.PrintWriter;

/**
 * Rows on standard output with, at a terminal, a progress bar under them on standard error. Both
 * may be the same terminal: a row first wipes the bar away and then draws it again. Safe for the
 * bar's own thread.
 */
public final class Screen {
  private static final String WIPE = "\r\u001b[K";

  private final PrintWriter out;
  private final PrintWriter err;
  private String bar = "";

  /**
   * A screen.
   *
   * @param out where rows go
   * @param err where the bar goes
   */
  public Screen(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /** Whether standard error is a terminal: as the launcher says, else as Java thinks. */
  public static boolean isInteractive() {
    String told = System.getProperty("weft.stderr.terminal", "");
    if (!told.isEmpty()) {
      return told.equals("true");
    }
    return System.console() != null && System.console().isTerminal();
  }

  /** Prints a row. */
  public synchronized void row(String text) {
    if (bar.isEmpty()) {
      out.println(text);
      return;
    }
    err.print(WIPE);
    err.flush();
    out.println(text);
    out.flush();
    err.print(bar);
    err.flush();
  }

  /** Draws the bar anew. */
  public synchronized void bar(String text) {
    bar = text;
    err.print(WIPE + text);
    err.flush();
  }

  /** Takes the bar away for good. */
  public synchronized void wipe() {
    if (!bar.isEmpty()) {
      bar = "";
      err.print(WIPE);
      err.flush();
    }
  }
}
