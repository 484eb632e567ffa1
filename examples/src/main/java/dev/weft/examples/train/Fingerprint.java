package dev.weft.examples.train;

import dev.weft.nn.Parameters;
import dev.weft.tensor.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of numbers: equal exactly when all bits are. */
public final class Fingerprint {
  private Fingerprint() {}

  /** Of parameters, in order, as little-endian float32. */
  public static String of(Parameters.Snapshot parameters) {
    MessageDigest digest = sha256();
    for (Value value : parameters.values()) {
      float[] elements = value.floats();
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.multiplyExact(elements.length, Float.BYTES))
              .order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(elements);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of several fingerprints, in order; a single one is itself. */
  public static String of(List<String> fingerprints) {
    if (fingerprints.size() == 1) {
      return fingerprints.getFirst();
    }
    MessageDigest digest = sha256();
    fingerprints.forEach(text -> digest.update(HexFormat.of().parseHex(text)));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Fingerprint: this Java has no SHA-256; every Java must.", e);
    }
  }
}
