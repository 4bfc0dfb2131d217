package dev.o1pruner.model.chat;

import org.jspecify.annotations.Nullable;

/** Text as Python sees it: a sequence of code points, where Java counts UTF-16 units. */
final class CodePoints {

  /** Needles up to here are searched naively: at worst this many looks per character. */
  private static final int SHORT_NEEDLE = 16;

  private CodePoints() {}

  static int length(String text, Fuel fuel) {
    fuel.scan(text.length());
    return text.codePointCount(0, text.length());
  }

  /** Java's index of the code point of this number. */
  static int unit(String text, int codePoint, Fuel fuel) {
    fuel.scan(codePoint);
    return text.offsetByCodePoints(0, codePoint);
  }

  /** The text from one code point to another. */
  static String sub(String text, int from, int to, Fuel fuel) {
    int start = unit(text, from, fuel);
    int end = text.offsetByCodePoints(start, to - from);
    fuel.text(end - start);
    return text.substring(start, end);
  }

  /** Orders as Python does, which differs from Java's where surrogates meet U+E000 and above. */
  static int compare(String a, String b, Fuel fuel) {
    int common = Math.min(a.length(), b.length());
    fuel.scan(common);
    for (int i = 0; i < common; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(a.codePointAt(i), b.codePointAt(i));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Java's index of the first occurrence at or after an index, or -1; time linear in the text. */
  static int find(String text, String needle, int from, Fuel fuel) {
    if (needle.length() <= SHORT_NEEDLE) {
      int found = text.indexOf(needle, from);
      fuel.scan((found < 0 ? text.length() : found) - (long) Math.min(from, text.length()) + 1);
      return found;
    }
    // Knuth-Morris-Pratt: String.indexOf takes time text * needle on "aaaa...".
    fuel.scan(4L * needle.length());
    int[] border = borders(needle);
    int matched = 0;
    for (int i = from; i < text.length(); i++) {
      fuel.scan(2);
      while (matched > 0 && text.charAt(i) != needle.charAt(matched)) {
        matched = border[matched - 1];
      }
      if (text.charAt(i) == needle.charAt(matched) && ++matched == needle.length()) {
        return i - matched + 1;
      }
    }
    return -1;
  }

  private static int[] borders(String needle) {
    int[] border = new int[needle.length()];
    for (int i = 1, length = 0; i < needle.length(); i++) {
      while (length > 0 && needle.charAt(i) != needle.charAt(length)) {
        length = border[length - 1];
      }
      if (needle.charAt(i) == needle.charAt(length)) {
        length++;
      }
      border[i] = length;
    }
    return border;
  }

  /** Python's {@code str.isspace} for one character. All white space is in the first plane. */
  static boolean isSpace(int character) {
    return switch (character) {
      case '\t', '\n', 0x0b, '\f', '\r', 0x1c, 0x1d, 0x1e, 0x1f, 0x85 -> true;
      default -> Character.isSpaceChar(character);
    };
  }

  /** Python's {@code str.isprintable} for one character. */
  static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> character == ' ';
      default -> true;
    };
  }

  /** Where the text begins once leading white space, or these characters, are gone. */
  static int stripStart(String text, int end, @Nullable String characters) {
    int start = 0;
    while (start < end && strips(text.codePointAt(start), characters)) {
      start += Character.charCount(text.codePointAt(start));
    }
    return start;
  }

  /** Where the text ends once trailing white space, or these characters, are gone. */
  static int stripEnd(String text, int start, @Nullable String characters) {
    int end = text.length();
    while (end > start && strips(text.codePointBefore(end), characters)) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return end;
  }

  private static boolean strips(int character, @Nullable String characters) {
    return characters == null ? isSpace(character) : characters.indexOf(character) >= 0;
  }
}
