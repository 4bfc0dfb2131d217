package dev.o1pruner.grading;

import dev.o1pruner.problem.WrittenNumber;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers announced in words: "The answer is X", "Answer: X", "#### X". */
final class StatedAnswer {

  private static final Pattern ANNOUNCEMENT =
      Pattern.compile(
          "####|\\banswers?\\s{0,9}(?:is|are|:|=)(?:\\s{0,9}:)?|\\banswer\\*\\*\\s{0,9}:?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern FINAL =
      Pattern.compile("\\bfinal answer (?:is|:)", Pattern.CASE_INSENSITIVE);

  /** Where the announced answer ends: the line, or the sentence. */
  private static final Pattern END = Pattern.compile("\\n|\\.(?=\\s|$)|\\*\\*|\\bI hope\\b");

  private static final Pattern MARKUP = Pattern.compile("[\\s*:]*+");

  /** Longer than this is an explanation. */
  private static final int MAX_WORDS = 6;

  private static final int MAX_CHARACTERS = 500;

  private StatedAnswer() {}

  /** The last answer announced, or null. */
  static @Nullable String lastIn(String text) {
    return last(ANNOUNCEMENT, text);
  }

  /** The last answer announced as the final one, or null. */
  static @Nullable String finalIn(String text) {
    return last(FINAL, text);
  }

  private static @Nullable String last(Pattern pattern, String text) {
    Matcher announcement = pattern.matcher(text);
    int start = -1;
    while (announcement.find()) {
      start = announcement.end();
    }
    return start < 0 ? null : answerAt(text, start);
  }

  private static @Nullable String answerAt(String text, int start) {
    Matcher markup = MARKUP.matcher(text).region(start, text.length());
    int from = markup.lookingAt() ? markup.end() : start;
    String rest = text.substring(from, Math.min(text.length(), from + MAX_CHARACTERS));
    if (rest.startsWith("$") || rest.startsWith("\\(") || rest.startsWith("\\[")) {
      String content = leadingMath(rest);
      if (content != null) {
        return content;
      }
    }
    Matcher end = END.matcher(rest);
    String sentence = (end.find() ? rest.substring(0, end.start()) : rest).strip();
    if (sentence.isEmpty()) {
      return null;
    }
    boolean brief = sentence.split("\\s+", -1).length <= MAX_WORDS;
    return brief ? sentence : WrittenNumber.startingAt(rest, 0);
  }

  private static @Nullable String leadingMath(String rest) {
    String open = rest.startsWith("$$") ? "$$" : rest.startsWith("$") ? "$" : rest.substring(0, 2);
    String close = open.startsWith("$") ? open : open.equals("\\(") ? "\\)" : "\\]";
    int end = rest.indexOf(close, open.length());
    String content = end < 0 ? "" : rest.substring(open.length(), end).strip();
    return content.isEmpty() || content.indexOf('\n') >= 0 ? null : content;
  }
}
