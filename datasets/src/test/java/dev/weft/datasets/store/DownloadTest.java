package dev.weft.datasets.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weft.datasets.DatasetException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  private static final byte[] CONTENT = content();

  @TempDir Path dir;
  private HttpServer server;
  private Path target;

  private static byte[] content() {
    byte[] bytes = new byte[300_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/good", exchange -> respond(exchange, 200, CONTENT));
    server.createContext("/bad", exchange -> respond(exchange, 200, new byte[] {1, 2, 3}));
    server.createContext(
        "/gone",
        exchange ->
            respond(exchange, 404, "no".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    server.createContext("/cut", DownloadTest::cut);
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/good");
          respond(exchange, 302, new byte[0]);
        });
    server.start();
    target = dir.resolve("new/folder/file.bin");
  }

  private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Promises more than it sends. */
  private static void cut(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT, 0, 1000);
    exchange.getResponseBody().flush();
    exchange.close();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI at(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  private Download download(Optional<String> sum, String... paths) {
    return new Download(Stream.of(paths).map(this::at).toList(), sum, target);
  }

  private String sum() throws IOException {
    Path copy = Files.write(dir.resolve("copy"), CONTENT);
    return Sha256.of(copy);
  }

  private void assertNothingLeft() throws IOException {
    try (Stream<Path> files = Files.list(target.getParent())) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void theFileArrivesWholeAndProgressIsReported() throws IOException {
    List<Long> seen = new ArrayList<>();
    download(Optional.of(sum()), "/good")
        .run(
            (file, bytes, total) -> {
              assertEquals("file.bin", file);
              assertEquals(CONTENT.length, total);
              seen.add(bytes);
            });
    assertArrayEquals(CONTENT, Files.readAllBytes(target));
    assertEquals(CONTENT.length, seen.getLast());
    assertEquals(seen.stream().sorted().toList(), seen);
  }

  @Test
  void redirectionsAreFollowed() throws IOException {
    download(Optional.of(sum()), "/moved").run(Progress.SILENT);
    assertArrayEquals(CONTENT, Files.readAllBytes(target));
  }

  @Test
  void theNextMirrorServesWhenOneFails() throws IOException {
    download(Optional.of(sum()), "/gone", "/bad", "/cut", "/good").run(Progress.SILENT);
    assertArrayEquals(CONTENT, Files.readAllBytes(target));
  }

  @Test
  void wrongContentIsRefusedAndNothingIsLeft() throws IOException {
    String sum = sum();
    Download download = download(Optional.of(sum), "/gone", "/bad", "/cut");
    String message =
        assertThrows(DatasetException.class, () -> download.run(Progress.SILENT)).getMessage();
    assertTrue(
        message.startsWith(
            "file.bin: could not be downloaded from "
                + at("/gone")
                + " (HTTP status 404), "
                + at("/bad")
                + " (wrong SHA-256 "),
        message);
    assertTrue(message.endsWith("put it at " + target + " (SHA-256 " + sum + ")."), message);
    assertNothingLeft();
  }

  @Test
  void withoutANetworkTheMessageSaysWhereToPutTheFile() throws IOException {
    server.stop(0);
    URI address = at("/good");
    Download download = new Download(List.of(address), Optional.empty(), target);
    String message =
        assertThrows(DatasetException.class, () -> download.run(Progress.SILENT)).getMessage();
    assertTrue(message.contains("could not be downloaded from " + address + " ("), message);
    assertTrue(
        message.endsWith("fetch it where there is a network and put it at " + target + "."),
        message);
    assertNothingLeft();
  }

  @Test
  void anUnknownHostIsNamed() {
    Download download =
        new Download(List.of(URI.create("http://weft.invalid/x")), Optional.empty(), target);
    String message =
        assertThrows(DatasetException.class, () -> download.run(Progress.SILENT)).getMessage();
    assertTrue(message.contains("http://weft.invalid/x (unknown host)"), message);
  }

  @Test
  void aTargetThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.write(dir.resolve("plain"), new byte[0]);
    Download download =
        new Download(List.of(at("/good")), Optional.empty(), file.resolve("below.bin"));
    String message =
        assertThrows(DatasetException.class, () -> download.run(Progress.SILENT)).getMessage();
    assertTrue(message.contains("below.bin: cannot be written"), message);
    assertFalse(Files.isDirectory(file));
  }

  @Test
  void whatIsAtTheTargetStaysWhenEveryMirrorFails() throws IOException {
    Files.createDirectories(target.getParent());
    Files.writeString(target, "before");
    assertThrows(
        DatasetException.class, () -> download(Optional.empty(), "/cut").run(Progress.SILENT));
    assertEquals("before", Files.readString(target));
  }
}
