package dev.weft.datasets.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.datasets.DatasetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetCacheTest {
  @TempDir Path dir;
  private Path folder;
  private Path source;
  private int parsed;

  /** Keeps a text behind a mark, so that damage can be told. */
  private static final DatasetCache.Form<String> FORM =
      new DatasetCache.Form<>() {
        @Override
        public String open(Path file) throws IOException {
          String text = Files.readString(file);
          if (!text.startsWith("mark ")) {
            throw new IllegalArgumentException("no mark");
          }
          return text.substring("mark ".length());
        }

        @Override
        public void save(String text, Path file) throws IOException {
          Files.writeString(file, "mark " + text);
        }
      };

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void write() throws IOException {
    folder = dir.resolve("cache");
    source = dir.resolve("source.txt");
    change("one", "2020-01-01T00:00:00Z");
  }

  private void change(String text, String time) throws IOException {
    Files.writeString(source, text);
    Files.setLastModifiedTime(source, FileTime.from(Instant.parse(time)));
  }

  private String get() {
    return get(folder, "1");
  }

  private String get(Path where, String version) {
    return DatasetCache.in(where)
        .get(
            "tiny",
            version,
            List.of(source),
            FORM,
            () -> {
              parsed++;
              return read(source).toUpperCase(java.util.Locale.ROOT);
            });
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void theSecondTimeNothingIsParsed() throws IOException {
    assertEquals("ONE", get());
    assertEquals("ONE", get());
    assertEquals(1, parsed);
    assertEquals(1, cached().size());
  }

  @Test
  void aChangedSourceIsParsedAndTheFormerKeptForWhenItReturns() throws IOException {
    get();
    change("two", "2020-01-02T00:00:00Z");
    assertEquals("TWO", get());
    change("one", "2020-01-03T00:00:00Z");
    assertEquals("ONE", get());
    assertEquals(2, parsed);
    assertEquals(2, cached().size());
  }

  @Test
  void aTouchedSourceOfTheSameContentIsNotParsed() throws IOException {
    get();
    change("one", "2021-01-01T00:00:00Z");
    assertEquals("ONE", get());
    assertEquals(1, parsed);
  }

  @Test
  void aSourceChangedJustNowIsReadAgainEvenWithTheSameSizeAndTime() throws IOException {
    FileTime now = FileTime.from(Instant.now());
    Files.setLastModifiedTime(source, now);
    get();
    Files.writeString(source, "two");
    Files.setLastModifiedTime(source, now);
    assertEquals("TWO", get());
  }

  @Test
  void anotherVersionOfTheParserParsesAgain() {
    get();
    get(folder, "2");
    assertEquals(2, parsed);
  }

  @Test
  void aDamagedFileIsMadeAgain() throws IOException {
    get();
    Files.writeString(cached().getFirst(), "garbage");
    assertEquals("ONE", get());
    assertEquals(2, parsed);
    assertEquals("mark ONE", Files.readString(cached().getFirst()));
  }

  @Test
  void aDamagedNoteOfAChecksumIsMadeAgain() throws IOException {
    get();
    try (Stream<Path> notes = Files.list(folder.resolve("checksums"))) {
      Files.writeString(notes.toList().getFirst(), "garbage");
    }
    assertEquals("ONE", get());
    assertEquals(1, parsed);
  }

  @Test
  void aFolderThatCannotBeWrittenCostsNothingButTime() throws IOException {
    Path file = Files.writeString(dir.resolve("plain"), "");
    assertEquals("ONE", get(file.resolve("below"), "1"));
    assertEquals("ONE", get(file.resolve("below"), "1"));
    assertEquals(2, parsed);
  }

  @Test
  void aSourceThatIsNotThereIsNamed() throws IOException {
    Files.delete(source);
    String message = assertThrows(DatasetException.class, this::get).getMessage();
    assertEquals(0, message.indexOf(source + ": cannot be read"));
  }

  @Test
  void sumsDependOnNamesContentsAndOrder() throws IOException {
    Path other = Files.writeString(dir.resolve("other.txt"), "one");
    Path none = dir.resolve("none");
    assertNotEquals(
        Checksums.of(none, "1", List.of(source)), Checksums.of(none, "1", List.of(other)));
    assertNotEquals(
        Checksums.of(none, "1", List.of(source, other)),
        Checksums.of(none, "1", List.of(other, source)));
    assertEquals(
        "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", Sha256.of("foo"));
  }
}
