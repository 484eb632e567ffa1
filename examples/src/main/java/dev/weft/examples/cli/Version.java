package dev.weft.examples.cli;

import java.util.Optional;

/** What {@code --version} prints. */
final class Version {
  private Version() {}

  /** {@code weft VERSION}, and the Java that runs it. */
  static String[] text() {
    String version =
        Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
            .orElse("development");
    return new String[] {"weft " + version, "Java " + Runtime.version()};
  }
}
