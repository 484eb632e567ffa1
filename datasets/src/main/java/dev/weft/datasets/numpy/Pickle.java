package dev.weft.datasets.numpy;

import dev.weft.datasets.DatasetException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.razorvine.pickle.PickleException;

/**
 * Reads pickles of data, protocols 2 to 4: numbers, text, lists, tuples, dictionaries, {@link
 * PickledArray}s and {@link PickledCsr}s. A pickle is a program; this reader knows only the
 * instructions and constructors that such data needs and refuses every other, so that nothing named
 * in the file is ever run or loaded.
 */
public final class Pickle {
  private static final long LONGEST = Integer.MAX_VALUE - 8;

  private Pickle() {}

  /**
   * The object in a file: {@code Map}, {@code List}, {@code Object[]} for a tuple, {@code Integer},
   * {@code Long}, {@code String} (a byte string of Python 2 as ISO 8859-1), {@link PickledArray} or
   * {@link PickledCsr}.
   *
   * @throws DatasetException when the file is missing, damaged, of another type, or asks for
   *     anything else than data
   */
  public static <T> T load(Path file, Class<T> type) {
    try {
      if (Files.size(file) > LONGEST) {
        throw DatasetException.malformed(
            file, "a pickle of " + Files.size(file) + " bytes; expected less than 2 GB.");
      }
      return read(file.toString(), Files.readAllBytes(file), type);
    } catch (IOException e) {
      throw DatasetException.unreadable(file, e);
    }
  }

  /** As {@link #load}, from memory; {@code origin} is for messages. */
  static <T> T read(String origin, byte[] pickled, Class<T> type) {
    if (pickled.length < 2 || (pickled[0] & 0xFF) != 0x80) {
      throw new DatasetException(
          origin
              + ": wrong magic; expected a pickle of protocol 2 to 4, starting with byte 80. Text pickles must be saved again in Python.");
    }
    Object value;
    try {
      value = new DataUnpickler().load(new ByteArrayInputStream(pickled));
    } catch (IOException | PickleException e) {
      throw new DatasetException(
          origin + ": damaged or foreign pickle: " + e.getMessage() + ".", e);
    } catch (ClassCastException
        | IndexOutOfBoundsException
        | NullPointerException
        | NegativeArraySizeException e) {
      // The library trusts the order of instructions; a damaged file breaks it in these ways.
      throw new DatasetException(
          origin + ": damaged pickle: its instructions do not fit together.", e);
    } catch (IllegalArgumentException e) {
      throw new DatasetException(origin + ": " + e.getMessage(), e);
    }
    if (!type.isInstance(value)) {
      throw new DatasetException(
          origin
              + ": the pickle holds "
              + (value == null ? "None" : "a " + value.getClass().getSimpleName())
              + "; expected a "
              + type.getSimpleName()
              + ".");
    }
    return type.cast(value);
  }
}
