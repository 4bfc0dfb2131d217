package dev.o1pruner.model.chat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finding text in text, and what is built on it: split, replace, count. */
final class Splitting {

  private static final int ALL = -1;

  private Splitting() {}

  /** {@code text.split(sep, maxsplit)} or {@code rsplit}. */
  static List<Object> call(String text, String name, Arguments args, Fuel fuel) {
    Arguments.Bound bound = args.bind(name, "sep?", "maxsplit?");
    String separator = bound.text("sep");
    int limit = bound.integer("maxsplit", ALL);
    boolean fromRight = name.equals("rsplit");
    if (separator == null) {
      return new ArrayList<>(words(text, limit, fromRight, fuel));
    }
    refuseEmpty(separator);
    return new ArrayList<>(at(text, separator, limit, fromRight, fuel));
  }

  static void refuseEmpty(String separator) {
    if (separator.isEmpty()) {
      throw ChatTemplateException.of("empty separator");
    }
  }

  /** The parts between separators, at most limit separators taken, from the left or the right. */
  static List<String> at(String text, String separator, int limit, boolean right, Fuel fuel) {
    List<Integer> cuts = occurrences(text, separator, right, fuel);
    if (limit >= 0 && cuts.size() > limit) {
      cuts = right ? cuts.subList(cuts.size() - limit, cuts.size()) : cuts.subList(0, limit);
    }
    List<String> parts = new ArrayList<>(cuts.size() + 1);
    fuel.text(text.length());
    fuel.elements(cuts.size());
    int start = 0;
    for (int cut : cuts) {
      parts.add(text.substring(start, cut));
      start = cut + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** Where a needle occurs without overlap; counted from the right, "aa" in "aaa" is at 1. */
  private static List<Integer> occurrences(
      String text, String needle, boolean fromRight, Fuel fuel) {
    List<Integer> found = new ArrayList<>();
    if (fromRight) {
      String reversed = reverseUnits(text);
      String reversedNeedle = reverseUnits(needle);
      for (int at : occurrences(reversed, reversedNeedle, false, fuel)) {
        found.add(text.length() - at - needle.length());
      }
      Collections.reverse(found);
      return found;
    }
    int at = CodePoints.find(text, needle, 0, fuel);
    while (at >= 0) {
      fuel.elements(1);
      found.add(at);
      at = CodePoints.find(text, needle, at + needle.length(), fuel);
    }
    return found;
  }

  private static String reverseUnits(String text) {
    char[] reversed = new char[text.length()]; // StringBuilder.reverse would mind surrogate pairs
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = text.charAt(reversed.length - 1 - i);
    }
    return new String(reversed);
  }

  /** The parts between runs of white space; what is left past the limit keeps its inner space. */
  private static List<String> words(String text, int limit, boolean fromRight, Fuel fuel) {
    fuel.text(text.length());
    List<int[]> words = new ArrayList<>();
    int start = 0;
    while ((start = skip(text, start, true)) < text.length()) {
      fuel.elements(1);
      int end = skip(text, start, false);
      words.add(new int[] {start, end});
      start = end;
    }
    if (limit >= 0 && words.size() > limit) {
      if (fromRight) {
        int kept = words.size() - limit; // words that stay together, with what precedes them
        int end = words.get(kept - 1)[1];
        words.subList(0, kept).clear();
        words.add(0, new int[] {0, end});
      } else {
        int first = words.get(limit)[0];
        words.subList(limit, words.size()).clear();
        words.add(new int[] {first, text.length()});
      }
    }
    List<String> parts = new ArrayList<>(words.size());
    words.forEach(word -> parts.add(text.substring(word[0], word[1])));
    return parts;
  }

  private static int skip(String text, int from, boolean space) {
    int at = from;
    while (at < text.length() && CodePoints.isSpace(text.charAt(at)) == space) {
      at++;
    }
    return at;
  }

  /** The lines of a text without their ends, by Python's idea of what ends a line. */
  static List<String> lines(String text, Fuel fuel) {
    fuel.text(text.length());
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (endsLine(text.charAt(i))) {
        fuel.elements(1);
        lines.add(text.substring(start, i));
        if (text.charAt(i) == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
          i++;
        }
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private static boolean endsLine(char character) {
    return switch (character) {
      case '\n', '\r', 0x0b, '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029 -> true;
      default -> false;
    };
  }

  /** {@code find, index, rfind, rindex}, in code points. */
  static BigInteger position(String text, String name, Arguments args, Fuel fuel) {
    String needle = args.bind(name, "sub").requiredText("sub");
    int unit =
        name.startsWith("r") ? lastOf(text, needle, fuel) : CodePoints.find(text, needle, 0, fuel);
    if (unit < 0 && name.endsWith("index")) {
      throw ChatTemplateException.of("substring '%s' not found by %s", needle, name);
    }
    return BigInteger.valueOf(unit < 0 ? -1 : text.codePointCount(0, unit));
  }

  private static int lastOf(String text, String needle, Fuel fuel) {
    if (needle.isEmpty()) {
      return text.length();
    }
    fuel.text(text.length());
    int at = CodePoints.find(reverseUnits(text), reverseUnits(needle), 0, fuel);
    return at < 0 ? -1 : text.length() - at - needle.length();
  }

  static BigInteger count(String text, String needle, Fuel fuel) {
    return BigInteger.valueOf(
        needle.isEmpty()
            ? CodePoints.length(text, fuel) + 1L
            : occurrences(text, needle, false, fuel).size());
  }

  /** {@code text.replace(old, now, limit)}; all of them if the limit is negative. */
  static String replace(String text, String old, String now, int limit, Fuel fuel) {
    List<String> parts =
        old.isEmpty() ? characters(text, limit, fuel) : at(text, old, limit, false, fuel);
    fuel.text((long) now.length() * parts.size());
    return StringMethods.join(now, parts, fuel);
  }

  /** An empty text occurs before each character and at the end. */
  private static List<String> characters(String text, int limit, Fuel fuel) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    int end = 0;
    for (int i = 0; limit < 0 || i < limit; i++) {
      fuel.elements(1);
      parts.add(text.substring(start, end));
      start = end;
      if (start == text.length()) {
        break;
      }
      end = text.offsetByCodePoints(start, 1);
    }
    parts.add(text.substring(start));
    return parts;
  }
}
