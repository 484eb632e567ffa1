package dev.weft.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a failed command says, and the exit code it ends with. */
final class Failures {
  /** A user's input cannot be used. */
  static final int USER = 2;

  /** Weft is wrong. */
  static final int INTERNAL = 70;

  private Failures() {}

  /** Arguments that do not parse: one line, exit code {@value #USER}. */
  static int parameters(ParameterException e, PrintWriter err) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    StringBuilder line = new StringBuilder(name).append(": ").append(oneLine(e.getMessage()));
    if (e instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        line.append(". Did you mean ").append(String.join(" or ", near)).append("?");
      }
    }
    err.println(
        line.append(line.charAt(line.length() - 1) == '?' ? " " : ends(line))
            .append("See ")
            .append(name)
            .append(" --help."));
    err.flush();
    return USER;
  }

  private static String ends(StringBuilder line) {
    return line.charAt(line.length() - 1) == '.' ? " " : ". ";
  }

  /** A command that threw: one line and exit code {@value #USER} where the user can help it. */
  static int execution(Exception e, PrintWriter err, Trace trace) {
    if (!isExpected(e)) {
      err.println("weft: this is a defect of Weft; please report it with these lines.");
      e.printStackTrace(err);
      err.flush();
      return INTERNAL;
    }
    err.println("weft: " + oneLine(describe(e)));
    if (trace == Trace.SHOWN) {
      e.printStackTrace(err);
    }
    err.flush();
    return USER;
  }

  /** Whether an expected failure shows where it came from. */
  enum Trace {
    HIDDEN,
    SHOWN
  }

  private static boolean isExpected(Exception e) {
    return switch (e) {
      case UserFailure _, IOException _, UncheckedIOException _ -> true;
      case IllegalArgumentException _, IllegalStateException _ -> true;
      case UnsupportedOperationException _ -> true;
      default -> false;
    };
  }

  private static String describe(Exception e) {
    return switch (e) {
      case UncheckedIOException unchecked -> describe(unchecked.getCause());
      case NoSuchFileException file -> file.getFile() + ": there is no such file.";
      case AccessDeniedException file -> file.getFile() + ": permission denied.";
      case FileAlreadyExistsException file -> file.getFile() + ": it exists and is not a folder.";
      case NotDirectoryException file -> file.getFile() + ": it is not a folder.";
      case FileSystemException file when file.getReason() != null ->
          file.getFile() + ": " + file.getReason() + ".";
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
