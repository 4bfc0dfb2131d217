package dev.o1pruner.model.chat;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Upper and lower case, and the white space around them, by Python's rules. */
final class Casing {

  private Casing() {}

  /** The text without white space, or without these characters, at its ends. */
  static String strip(
      String text, @Nullable String characters, boolean left, boolean right, Fuel fuel) {
    long looks = characters == null ? 1 : characters.length() + 1L;
    fuel.scan(looks * text.length());
    int start = left ? CodePoints.stripStart(text, text.length(), characters) : 0;
    int end = right ? CodePoints.stripEnd(text, start, characters) : text.length();
    fuel.text(end - start);
    return text.substring(start, end);
  }

  /** First character in title case, the others lower. */
  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int second = text.offsetByCodePoints(0, 1);
    return titleCase(text.codePointAt(0)) + text.substring(second).toLowerCase(Locale.ROOT);
  }

  /** {@code str.title}: a letter after anything without case begins a word. */
  static String title(String text) {
    StringBuilder title = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int character = text.codePointAt(i);
      String one = Character.toString(character);
      title.append(inWord ? one.toLowerCase(Locale.ROOT) : titleCase(character));
      inWord = isCased(character);
    }
    return title.toString();
  }

  /** The filter title: a word begins after white space or an opening bracket or a hyphen. */
  static String titleWords(String text) {
    StringBuilder title = new StringBuilder(text.length());
    int word = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || beginsWord(text.charAt(i))) {
        title.append(upperFirst(text.substring(word, i)));
        if (i < text.length()) {
          title.append(text.charAt(i));
        }
        word = i + 1;
      }
    }
    return title.toString();
  }

  private static boolean beginsWord(char before) {
    return "-({[<".indexOf(before) >= 0 || CodePoints.isSpace(before);
  }

  private static String upperFirst(String word) {
    if (word.isEmpty()) {
      return word;
    }
    int second = word.offsetByCodePoints(0, 1);
    return word.substring(0, second).toUpperCase(Locale.ROOT)
        + word.substring(second).toLowerCase(Locale.ROOT);
  }

  private static String titleCase(int character) {
    int title = Character.toTitleCase(character);
    String upper = Character.toString(character).toUpperCase(Locale.ROOT);
    if (title == character && upper.codePointCount(0, upper.length()) > 1) {
      return upperFirst(upper); // one letter that becomes several, such as the German sharp s
    }
    return Character.toString(title);
  }

  private static boolean isCased(int character) {
    return Character.isUpperCase(character)
        || Character.isLowerCase(character)
        || Character.isTitleCase(character);
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Casing::isCased)
        && text.codePoints().filter(Casing::isCased).allMatch(Character::isLowerCase);
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Casing::isCased)
        && text.codePoints().filter(Casing::isCased).allMatch(Character::isUpperCase);
  }
}
