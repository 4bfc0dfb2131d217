package dev.o1pruner.model;

import com.google.common.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Changes valid inputs a little: mostly in what they say, sometimes in how it is written. */
final class Mutator {

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "false",
          "\"\"",
          "\"x\"",
          "[]",
          "{}",
          "[1]",
          "{\"a\":1}",
          "0",
          "-1",
          "1",
          "2",
          "3",
          "0.5",
          "1e308",
          "1e-400",
          "-0.0",
          "1e9",
          "1e999999999",
          "1e-999999999",
          "2147483647",
          "2147483646",
          "4294967297",
          "-2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551616",
          "1" + "0".repeat(400),
          "[[0,8]]",
          "\"\\ud800\"",
          "\"\\u0000\\n\"",
          "NaN",
          "Infinity",
          "01",
          "'x'",
          "\"" + "a".repeat(5000));

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\n",
          "\r",
          "\u0000",
          "\u2028",
          "é",
          "{{",
          "}}",
          "{%",
          "%}",
          "{#",
          "#}",
          "-",
          "|",
          "(",
          ")",
          ".",
          "'",
          " if ",
          " else ",
          " for ",
          " in ",
          "{% endif %}",
          "{% endfor %}",
          "loop",
          "messages",
          "namespace(",
          "~",
          "*",
          "1",
          "[0]",
          "|tojson",
          "|length",
          "|trim",
          "is defined",
          "raise_exception(",
          "not ",
          "\uFEFF");

  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  /** One to four changes. */
  byte[] mutate(byte[] input, byte[] other) {
    byte[] bytes = input;
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      bytes = change(bytes, other);
    }
    return bytes;
  }

  private byte[] change(byte[] bytes, byte[] other) {
    int from = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, from + random.nextInt(1 + random.nextInt(40)));
    return switch (random.nextInt(12)) {
      case 0 -> replace(bytes, from, Math.min(bytes.length, from + 1), random.nextInt(256));
      case 1 -> Arrays.copyOf(bytes, from);
      case 2 -> splice(bytes, from, to, new byte[0]);
      case 3 -> splice(bytes, from, from, Arrays.copyOfRange(bytes, from, to)); // said twice
      case 4 -> splice(bytes, from, to, part(other));
      case 5, 6 -> splice(bytes, from, from, text(PIECES.get(random.nextInt(PIECES.size()))));
      case 7 -> splice(bytes, from, from, deep());
      default -> value(bytes, from);
    };
  }

  private byte[] replace(byte[] bytes, int from, int to, int value) {
    return splice(bytes, from, to, new byte[] {(byte) value});
  }

  private byte[] part(byte[] other) {
    int from = random.nextInt(other.length);
    return Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from + 1));
  }

  /** Rarely as deep as a stack is high. */
  private byte[] deep() {
    String open = List.of("[", "{\"a\":", "(", "{% if 1 %}", "-", "not ").get(random.nextInt(6));
    return text(open.repeat(random.nextInt(50) == 0 ? 20_000 : 1 + random.nextInt(40)));
  }

  /** Puts another value in the place of the next one that follows a colon, comma or bracket. */
  private byte[] value(byte[] bytes, int start) {
    int from = start;
    while (from < bytes.length && ":,[".indexOf(bytes[from]) < 0) {
      from++;
    }
    from = Math.min(bytes.length, from + 1);
    int to = from;
    boolean quoted = false;
    while (to < bytes.length && (quoted || ",]}\n".indexOf(bytes[to]) < 0)) {
      quoted ^= bytes[to] == '"';
      to++;
    }
    return splice(bytes, from, to, text(VALUES.get(random.nextInt(VALUES.size()))));
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    return Bytes.concat(
        Arrays.copyOf(bytes, from), middle, Arrays.copyOfRange(bytes, to, bytes.length));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
