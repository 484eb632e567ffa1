package dev.weft.graph.arrow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a file beside its place, brings it to the disk, and renames it. */
final class AtomicFile {
  private static final AtomicLong COUNT = new AtomicLong();

  private AtomicFile() {}

  /** Writes the content of a new file. */
  interface Content {
    void write(FileChannel channel) throws IOException;
  }

  static void write(Path path, Content content) throws IOException {
    Path target = path.toAbsolutePath();
    Path folder = target.getParent();
    Files.createDirectories(folder);
    Path temporary = unused(folder, target.getFileName().toString());
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.write(channel);
        channel.force(true);
      }
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncFolder(folder);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** A name of this process's own; what another process left behind under it is passed over. */
  private static Path unused(Path folder, String name) {
    while (true) {
      String own = ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
      Path path = folder.resolve("." + name + "." + own + ".tmp");
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return path;
      }
    }
  }

  /**
   * The rename itself must reach the disk too; systems that cannot open a folder do that on their
   * own.
   */
  private static void syncFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not a failure: the content is safe, and some systems refuse to open folders.
    }
  }
}
