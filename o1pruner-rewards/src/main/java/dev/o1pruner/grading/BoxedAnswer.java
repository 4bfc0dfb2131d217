package dev.o1pruner.grading;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads LaTeX boxes: {@code \boxed{...}}, {@code \fbox{...}} and {@code \boxed 5}. */
final class BoxedAnswer {

  private static final Pattern COMMAND = Pattern.compile("\\\\(?:boxed|fbox)(?![A-Za-z])");

  private BoxedAnswer() {}

  /** Whether the text opens a box, closed or not. */
  static boolean opensIn(String text) {
    return COMMAND.matcher(text).find();
  }

  /** Content of the last box, or null if there is none, it is empty or it is never closed. */
  static @Nullable String last(String text) {
    Matcher command = COMMAND.matcher(text);
    int afterCommand = -1;
    while (command.find()) {
      afterCommand = command.end();
    }
    return afterCommand < 0 ? null : content(text, afterCommand);
  }

  /**
   * Content of the only box of an answer. Without a box, with several ("\boxed{1} and \boxed{2}")
   * or with a broken one, the answer stays as it is: no box alone stands for it.
   */
  static String unwrap(String answer) {
    Matcher command = COMMAND.matcher(answer);
    if (!command.find()) {
      return answer;
    }
    int afterCommand = command.end();
    String content = command.find() ? null : content(answer, afterCommand);
    return content == null ? answer : content;
  }

  private static @Nullable String content(String text, int afterCommand) {
    int start = afterCommand;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
      start++;
    }
    if (start == text.length() || text.charAt(start) != '{') {
      return WrittenNumber.startingAt(text, start);
    }
    int end = closingBrace(text, start);
    String content = end < 0 ? "" : text.substring(start + 1, end).strip();
    return content.isEmpty() ? null : content;
  }

  /** Index of the brace that closes the one at {@code open}, or -1; escaped braces don't count. */
  private static int closingBrace(String text, int open) {
    int depth = 0;
    for (int i = open; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '\\' -> i++; // the escaped character is no brace
        case '{' -> depth++;
        case '}' -> depth--;
        default -> {}
      }
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
