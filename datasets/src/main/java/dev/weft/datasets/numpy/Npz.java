package dev.weft.datasets.numpy;

import dev.weft.datasets.DatasetException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A {@code .npz} archive: named arrays in a ZIP file, stored or deflated. Opening reads the
 * directory and every header; elements are read when asked for, in C order whatever the file's. Not
 * for concurrent use.
 */
public final class Npz implements AutoCloseable {
  /** No deflate stream expands by more (zlib's documentation: 1030 : 1). */
  private static final long MOST_EXPANSION = 1032;

  private static final String SUFFIX = ".npy";

  private final Path file;
  private final ZipFile zip;
  private final Map<String, NpyHeader> headers;

  private Npz(Path file, ZipFile zip, Map<String, NpyHeader> headers) {
    this.file = file;
    this.zip = zip;
    this.headers = headers;
  }

  /**
   * Opens an archive. Entries that are not called {@code NAME.npy} are passed over.
   *
   * @throws DatasetException when the file is missing, is no ZIP archive, or holds an array that is
   *     malformed
   */
  public static Npz open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DatasetException(file + ": no such file.");
    }
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException e) {
      throw new DatasetException(
          file + ": no .npz archive (" + e.getMessage() + "); is the file whole?", e);
    }
    try {
      return new Npz(file, zip, headers(file, zip));
    } catch (RuntimeException e) {
      closeQuietly(zip);
      throw e;
    }
  }

  private static Map<String, NpyHeader> headers(Path file, ZipFile zip) {
    Map<String, NpyHeader> headers = new TreeMap<>();
    for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
      ZipEntry entry = entries.nextElement();
      if (entry.getName().endsWith(SUFFIX)) {
        String name = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
        headers.put(name, header(file, zip, entry, name));
      }
    }
    return Collections.unmodifiableMap(headers);
  }

  private static NpyHeader header(Path file, ZipFile zip, ZipEntry entry, String name) {
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry), 256)) {
      NpyHeader header = NpyHeader.read(in);
      if (header.type().kind() != NpyType.Kind.OBJECT
          && header.bytes() > Math.min(entry.getSize(), mostBytes(file, entry))) {
        throw new IllegalArgumentException(
            "shape "
                + header.shape()
                + " of dtype "
                + header.type()
                + " needs "
                + header.bytes()
                + " bytes; the archive holds "
                + entry.getSize()
                + ".");
      }
      return header;
    } catch (IOException | IllegalArgumentException e) {
      throw failed(file, name, e);
    }
  }

  /** The directory's sizes may lie; this bound cannot. */
  private static long mostBytes(Path file, ZipEntry entry) throws IOException {
    long packed = Math.min(entry.getCompressedSize(), Files.size(file));
    return entry.getMethod() == ZipEntry.STORED ? packed : packed * MOST_EXPANSION;
  }

  /** The archive's path. */
  public Path file() {
    return file;
  }

  /** Names of the arrays, sorted. */
  public Set<String> names() {
    return headers.keySet();
  }

  /** Whether there is an array of this name. */
  public boolean contains(String name) {
    return headers.containsKey(name);
  }

  /**
   * Type, order and shape of an array.
   *
   * @throws DatasetException when there is none of this name
   */
  public NpyHeader header(String name) {
    NpyHeader header = headers.get(name);
    if (header == null) {
      throw DatasetException.malformed(
          file, "no array '" + name + "'; it holds " + String.join(", ", names()) + ".");
    }
    return header;
  }

  /** Type of an array's elements. */
  public NpyType dtype(String name) {
    return header(name).type();
  }

  /** Sizes of an array's axes; empty for a scalar. */
  public int[] shape(String name) {
    return header(name).shape().stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * An array as float32, rounded when it is wider.
   *
   * @throws DatasetException when there is no such array, it is not numeric, or the archive is
   *     damaged
   */
  public float[] floats(String name) {
    return read(name, Elements::floats);
  }

  /** An array as float64; otherwise as {@link #floats}. */
  public double[] doubles(String name) {
    return read(name, Elements::doubles);
  }

  /**
   * An array of booleans (0 and 1) or integers as int32.
   *
   * @throws DatasetException when there is no such array, it is not integral, an element is no
   *     int32, or the archive is damaged
   */
  public int[] ints(String name) {
    return read(name, Elements::ints);
  }

  /** An array of booleans (0 and 1) or integers as int64; otherwise as {@link #ints}. */
  public long[] longs(String name) {
    return read(name, Elements::longs);
  }

  /**
   * An array of text: fixed width ({@code U}, {@code S}) or pickled strings ({@code O}), which are
   * decoded without running anything.
   *
   * @throws DatasetException when there is no such array, it is no text, or the archive is damaged
   */
  public String[] strings(String name) {
    return header(name).type().kind() == NpyType.Kind.OBJECT
        ? pickledStrings(name)
        : read(name, Elements::strings);
  }

  private String[] pickledStrings(String name) {
    ZipEntry entry = zip.getEntry(name + SUFFIX);
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry))) {
      NpyHeader.read(in);
      byte[] pickled = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, mostBytes(file, entry)));
      return Pickle.read(file + "[" + name + "]", pickled, PickledArray.class).strings();
    } catch (IOException e) {
      throw failed(file, name, e);
    }
  }

  private interface Reading<T> {
    T from(Elements elements) throws IOException;
  }

  private <T> T read(String name, Reading<T> reading) {
    NpyHeader header = header(name);
    try (InputStream in = zip.getInputStream(zip.getEntry(name + SUFFIX))) {
      NpyHeader.read(in);
      return reading.from(new Elements(header, in));
    } catch (IOException | IllegalArgumentException e) {
      throw failed(file, name, e);
    }
  }

  private static DatasetException failed(Path file, String name, Exception e) {
    return new DatasetException(file + "[" + name + "]: " + e.getMessage(), e);
  }

  private static void closeQuietly(ZipFile zip) {
    try {
      zip.close();
    } catch (IOException e) {
      // The failure that led here is the one to report.
    }
  }

  /** Closes the file; arrays that were read stay. */
  @Override
  public void close() {
    closeQuietly(zip);
  }

  /** File and arrays, one line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("Npz(" + file + ":");
    headers.forEach((name, h) -> text.append(' ').append(name).append(h.type()).append(h.shape()));
    return text.append(')').toString();
  }
}
