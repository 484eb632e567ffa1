package dev.weft.nn.checkpoint;

import dev.weft.kernels.memory.HostStorage;
import dev.weft.tensor.Value;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format: eight bytes with the length of a header, a JSON header, then the arrays
 * without gaps, little-endian. Reading trusts nothing: every length is checked before anything of
 * that length is allocated.
 */
final class Safetensors {
  private static final long MAX_HEADER = 100L << 20;
  private static final String METADATA = "__metadata__";

  private Safetensors() {}

  /**
   * What a file holds.
   *
   * @param arrays name to array, in the order of the data
   * @param metadata texts
   */
  record Content(Map<String, Array> arrays, Map<String, String> metadata) {}

  /**
   * An array.
   *
   * @param shape sizes, outermost first
   * @param value one row for all elements, or several
   */
  record Array(long[] shape, Value value) {}

  // ---- writing ----

  /**
   * Writes beside the file and renames, so that a crash leaves the old file or the new one, never
   * half of one.
   */
  static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path unfinished = Files.createTempFile(folder, file.getFileName().toString(), ".part");
    try {
      try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        writeAll(out, ByteBuffer.wrap(header(content)));
        for (Array array : content.arrays.values()) {
          writeRows(out, array.value.storage());
        }
        out.force(true);
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static byte[] header(Content content) {
    List<String> fields = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    content.metadata.forEach(
        (key, text) -> texts.add(HeaderJson.quoted(key) + ":" + HeaderJson.quoted(text)));
    fields.add(HeaderJson.quoted(METADATA) + ":{" + String.join(",", texts) + "}");
    long at = 0;
    for (Map.Entry<String, Array> entry : content.arrays.entrySet()) {
      Value value = entry.getValue().value;
      long end =
          Math.addExact(
              at,
              Math.multiplyExact(
                  Math.multiplyExact(value.rows(), value.width()), value.dtype().bytes()));
      String shape = java.util.Arrays.toString(entry.getValue().shape).replace(" ", "");
      fields.add(
          HeaderJson.quoted(entry.getKey())
              + ":{\"dtype\":\""
              + Entry.word(value.dtype())
              + "\",\"shape\":"
              + shape
              + ",\"data_offsets\":["
              + at
              + ","
              + end
              + "]}");
      at = end;
    }
    byte[] json = ("{" + String.join(",", fields) + "}").getBytes(StandardCharsets.UTF_8);
    int padded = Math.toIntExact((json.length + 7L) / 8 * 8);
    byte[] all = new byte[8 + padded];
    java.util.Arrays.fill(all, (byte) ' ');
    ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
    return all;
  }

  private static void writeRows(FileChannel out, HostStorage host) throws IOException {
    long rowBytes = Math.multiplyExact(host.width(), (long) host.dtype().bytes());
    boolean dense = host.rowStride() == host.width();
    long pieces = dense ? 1 : host.rows();
    long pieceBytes = dense ? Math.multiplyExact(rowBytes, host.rows()) : rowBytes;
    for (long piece = 0; piece < pieces; piece++) {
      MemorySegment rows =
          host.segment().asSlice(piece * host.rowStride() * host.dtype().bytes(), pieceBytes);
      for (long at = 0; at < pieceBytes; at += 1 << 30) {
        writeAll(out, rows.asSlice(at, Math.min(1 << 30, pieceBytes - at)).asByteBuffer());
      }
    }
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  // ---- reading ----

  /**
   * Reads and copies all arrays.
   *
   * @throws CheckpointException when the file is damaged or no safetensors file
   */
  static Content read(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      Map<String, Object> header = header(file, in);
      long start = in.position();
      Map<String, String> metadata = metadata(file, header.remove(METADATA));
      Map<String, Array> arrays = new LinkedHashMap<>();
      for (Map.Entry<String, Entry> entry : entries(file, header, in.size() - start).entrySet()) {
        arrays.put(entry.getKey(), read(file, in, start, entry.getKey(), entry.getValue()));
      }
      return new Content(Collections.unmodifiableMap(arrays), metadata);
    }
  }

  private static Map<String, Object> header(Path file, FileChannel in) throws IOException {
    long size = in.size();
    if (size < 8) {
      throw new CheckpointException(
          file, "it has " + size + " bytes; expected a safetensors file, at least 8.");
    }
    long length = readFully(file, in, 8).getLong();
    if (length < 2 || length > MAX_HEADER || length > size - 8) {
      throw new CheckpointException(
          file,
          "its header would be "
              + Long.toUnsignedString(length)
              + " bytes long in a file of "
              + size
              + "; expected 2 to "
              + Math.min(MAX_HEADER, size - 8)
              + ". Is it a safetensors file, and complete?");
    }
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(readFully(file, in, (int) length)).toString();
      return HeaderJson.parse(text);
    } catch (CharacterCodingException e) {
      throw new CheckpointException(
          file, "its header is not UTF-8; expected JSON. Is it a safetensors file?");
    } catch (IllegalArgumentException e) {
      throw new CheckpointException(file, e.getMessage() + ". Is it a safetensors file?");
    }
  }

  private static Map<String, String> metadata(Path file, Object json) throws CheckpointException {
    Map<String, String> texts = new LinkedHashMap<>();
    if (json == null) {
      return texts;
    }
    if (json instanceof Map<?, ?> fields
        && fields.values().stream().allMatch(String.class::isInstance)) {
      fields.forEach((key, text) -> texts.put((String) key, (String) text));
      return Collections.unmodifiableMap(texts);
    }
    throw new CheckpointException(file, METADATA + " is " + json + "; expected texts by name.");
  }

  /** The entries in the order of their data, which they must cover without gap or overlap. */
  private static Map<String, Entry> entries(Path file, Map<String, Object> header, long dataBytes)
      throws CheckpointException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, Object> field : header.entrySet()) {
      entries.put(field.getKey(), Entry.of(file, field.getKey(), field.getValue(), dataBytes));
    }
    Map<String, Entry> ordered = new LinkedHashMap<>();
    long at = 0;
    Comparator<Map.Entry<String, Entry>> byPlace =
        Comparator.comparingLong(e -> e.getValue().begin());
    for (Map.Entry<String, Entry> entry :
        entries.entrySet().stream()
            .sorted(byPlace.thenComparingLong(e -> e.getValue().end()))
            .toList()) {
      if (entry.getValue().begin() != at) {
        throw new CheckpointException(
            file,
            entry.getKey()
                + " begins at byte "
                + entry.getValue().begin()
                + " of the data; expected "
                + at
                + ", where the one before it ends.");
      }
      at = entry.getValue().end();
      ordered.put(entry.getKey(), entry.getValue());
    }
    if (at != dataBytes) {
      throw new CheckpointException(
          file,
          "its data is "
              + dataBytes
              + " bytes long; expected "
              + at
              + ", the sum of its arrays. Is the file complete?");
    }
    return ordered;
  }

  private static Array read(Path file, FileChannel in, long start, String name, Entry entry)
      throws IOException {
    if (entry.elements() > Integer.MAX_VALUE) {
      throw new CheckpointException(
          file,
          name
              + " "
              + entry.described()
              + " has "
              + entry.elements()
              + " elements; expected at most 2^31 - 1.");
    }
    MemorySegment data = Arena.ofAuto().allocate(Math.max(1, entry.end() - entry.begin()), 64);
    long bytes = entry.end() - entry.begin();
    for (long at = 0; at < bytes; ) {
      ByteBuffer piece = data.asSlice(at, Math.min(1 << 30, bytes - at)).asByteBuffer();
      int count = in.read(piece, start + entry.begin() + at);
      if (count < 0) {
        throw new CheckpointException(
            file, "it ends within " + name + ". Was it changed while it was read?");
      }
      at += count;
    }
    return new Array(
        entry.shape(),
        Value.of(
            new HostStorage(data, entry.dtype(), 1, (int) entry.elements(), entry.elements()),
            data));
  }

  private static ByteBuffer readFully(Path file, FileChannel in, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (in.read(bytes) < 0) {
        throw new CheckpointException(file, "it ends within its header. Is the file complete?");
      }
    }
    return bytes.flip();
  }
}
