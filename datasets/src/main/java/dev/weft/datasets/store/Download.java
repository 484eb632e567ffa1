package dev.weft.datasets.store;

import dev.weft.datasets.DatasetException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * A file to fetch over HTTP. Mirrors are tried in order; the file is written beside its target,
 * checked, and renamed.
 *
 * @param mirrors addresses that serve the same bytes, best first
 * @param sha256 the checksum it must have, as hexadecimal digits; empty when none is known
 * @param target where it goes
 */
public record Download(List<URI> mirrors, Optional<String> sha256, Path target) {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration STALLED = Duration.ofSeconds(30);

  /** No dataset that Weft knows by name is a tenth of this. */
  private static final long LONGEST = 1L << 30;

  /** Keeps a copy of the mirrors. */
  public Download {
    mirrors = List.copyOf(mirrors);
  }

  /**
   * Fetches the file, replacing what is at the target.
   *
   * @throws DatasetException when no mirror gave the right bytes or the target cannot be written;
   *     the message lists every address with its failure and says where to put the file by hand
   */
  public void run(Progress progress) {
    List<String> failures = new ArrayList<>();
    Path part = temporary();
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      for (URI mirror : mirrors) {
        Optional<String> failure = attempt(client, mirror, part, progress);
        if (failure.isEmpty()) {
          moveToTarget(part);
          return;
        }
        failures.add(mirror + " (" + failure.get() + ")");
      }
    } finally {
      deleteQuietly(part);
    }
    throw new DatasetException(
        target.getFileName()
            + ": could not be downloaded from "
            + String.join(", ", failures)
            + "; fetch it where there is a network and put it at "
            + target.toAbsolutePath().normalize()
            + sha256.map(sum -> " (SHA-256 " + sum + ")").orElse("")
            + ".");
  }

  private Path temporary() {
    try {
      Path folder = Files.createDirectories(target.toAbsolutePath().normalize().getParent());
      Path part =
          folder.resolve(
              target.getFileName()
                  + "."
                  + ProcessHandle.current().pid()
                  + "-"
                  + Thread.currentThread().threadId()
                  + ".part");
      Files.newOutputStream(part).close();
      return part;
    } catch (IOException e) {
      throw new DatasetException(
          target
              + ": cannot be written ("
              + e
              + "); name a folder that can be with --data or WEFT_DATA, or put there what "
              + mirrors.stream().map(URI::toString).collect(Collectors.joining(" or "))
              + " serves.",
          e);
    }
  }

  /**
   * Why the attempt failed; empty when the whole file with the right checksum is at {@code part}.
   */
  private Optional<String> attempt(HttpClient client, URI mirror, Path part, Progress progress) {
    try (OutputStream out = Files.newOutputStream(part)) {
      Arrival arrival = new Arrival(target.getFileName().toString(), out, progress);
      HttpRequest request =
          HttpRequest.newBuilder(mirror).timeout(STALLED).header("User-Agent", "weft").build();
      CompletableFuture<HttpResponse<Void>> response = client.sendAsync(request, arrival::handler);
      int status = await(response, arrival).statusCode();
      if (status != 200) {
        return Optional.of("HTTP status " + status);
      }
      String sum = Sha256.hex(arrival.digest);
      return sha256
          .filter(wanted -> !wanted.equals(sum))
          .map(wanted -> "wrong SHA-256 " + sum + ", expected " + wanted);
    } catch (IOException e) {
      return Optional.of(reason(e));
    }
  }

  private static HttpResponse<Void> await(
      CompletableFuture<HttpResponse<Void>> response, Arrival arrival) throws IOException {
    try {
      while (true) {
        long before = arrival.bytes.get();
        try {
          return response.get(STALLED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (arrival.bytes.get() == before) {
            response.cancel(true);
            throw new IOException("nothing arrived for " + STALLED.toSeconds() + " s", e);
          }
        }
      }
    } catch (ExecutionException | CompletionException | CancellationException e) {
      throw new IOException(reason(e.getCause() == null ? e : e.getCause()), e);
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String reason(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return "unknown host";
      }
    }
    // A refused connection has no message of its own.
    return e.getMessage() == null
        ? "no connection, " + e.getClass().getSimpleName()
        : e.getMessage();
  }

  /** What has come of a response. */
  private static final class Arrival {
    private final String file;
    private final OutputStream out;
    private final Progress progress;
    private final MessageDigest digest = Sha256.digest();
    private final AtomicLong bytes = new AtomicLong();

    Arrival(String file, OutputStream out, Progress progress) {
      this.file = file;
      this.out = out;
      this.progress = progress;
    }

    HttpResponse.BodySubscriber<Void> handler(HttpResponse.ResponseInfo info) {
      if (info.statusCode() != 200) {
        return HttpResponse.BodySubscribers.discarding();
      }
      long total = info.headers().firstValueAsLong("Content-Length").orElse(-1);
      return HttpResponse.BodySubscribers.ofByteArrayConsumer(
          block -> block.ifPresent(more -> take(more, total)));
    }

    private void take(byte[] more, long total) {
      try {
        if (bytes.addAndGet(more.length) > LONGEST) {
          throw new IOException("more than " + LONGEST + " bytes");
        }
        out.write(more);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      digest.update(more);
      progress.arrived(file, bytes.get(), total);
    }
  }

  private void moveToTarget(Path part) {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DatasetException(target + ": cannot be written (" + e + ").", e);
    }
  }

  private static void deleteQuietly(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // A leftover .part file is harmless; the failure that led here is the one to report.
    }
  }
}
