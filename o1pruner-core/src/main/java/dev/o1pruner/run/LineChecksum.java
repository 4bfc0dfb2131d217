package dev.o1pruner.run;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A checksum in the last field of a JSON line, {@code ,"crc32c":"1a2b3c4d"}}: CRC-32C (RFC 3720,
 * appendix B.4) of the line's UTF-8 bytes before that field, in hexadecimal.
 *
 * <p>It is there against accidents, not forgery: every damage within 32 bits in a row changes it,
 * any other but for one in four thousand million. It costs 22 characters a line, and lines stay
 * JSON for whoever doesn't know it.
 */
public final class LineChecksum {

  /** Name of the field. */
  public static final String FIELD = "crc32c";

  private static final String START = ",\"" + FIELD + "\":\"";
  private static final String END = "\"}";
  private static final int LENGTH = START.length() + 8 + END.length();

  private LineChecksum() {}

  /**
   * Adds the checksum to a line, in place of one that it had.
   *
   * @return the same object
   */
  public static JsonObject add(JsonObject line) {
    line.remove(FIELD);
    checkArgument(!line.isEmpty(), "an object without fields takes no checksum");
    String text = Json.gson().toJson(line);
    line.addProperty(FIELD, of(text.substring(0, text.length() - 1)));
    return line;
  }

  /** Whether a line ends in a checksum, right or wrong. */
  public static boolean isOn(String line) {
    return line.startsWith(START, line.length() - LENGTH) && line.endsWith(END);
  }

  /**
   * The line without its checksum; a line that has none as it is.
   *
   * @throws IllegalArgumentException if it isn't the checksum of this line
   */
  public static String verified(String line) {
    if (!isOn(line)) {
      return line;
    }
    String content = line.substring(0, line.length() - LENGTH);
    String said = line.substring(content.length() + START.length(), line.length() - END.length());
    String real = of(content);
    checkArgument(
        real.equals(said),
        "the line doesn't fit its checksum (%s, not %s): it was damaged, or changed by other hands",
        said,
        real);
    return content + "}";
  }

  private static String of(String text) {
    CRC32C checksum = new CRC32C();
    checksum.update(text.getBytes(StandardCharsets.UTF_8));
    return "%08x".formatted(checksum.getValue());
  }
}
