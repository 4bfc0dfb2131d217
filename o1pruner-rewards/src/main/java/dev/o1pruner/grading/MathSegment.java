package dev.o1pruner.grading;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A piece of LaTeX in running text, between dollar signs, {@code \(...\)} or {@code \[...\]}.
 *
 * @param start index of its first delimiter
 * @param end index after its last delimiter
 * @param content what is between them
 */
record MathSegment(int start, int end, String content) {

  /** Delimiters; the two-dollar ones before the single ones they contain. */
  private static final List<List<String>> DELIMITERS =
      List.of(List.of("$$", "$$"), List.of("$", "$"), List.of("\\(", "\\)"), List.of("\\[", "\\]"));

  /** Two words in a row are prose between two prices, as in "$5 for each, $9 in all". */
  private static final Pattern PROSE =
      Pattern.compile("(?<![\\\\A-Za-z{])[A-Za-z]{3,}+ +[A-Za-z]{3,}+");

  private static final Pattern DIGIT = Pattern.compile("\\d");

  private static final int MAX_CHARACTERS = 1_000;

  /** The last segment with a number in it, or null. */
  static @Nullable MathSegment last(String text) {
    MathSegment last = null;
    for (List<String> pair : DELIMITERS) {
      MathSegment segment = last(text, pair.get(0), pair.get(1));
      boolean later = segment != null && (last == null || segment.start > last.end);
      last = later ? segment : last;
    }
    return last;
  }

  private static @Nullable MathSegment last(String text, String open, String close) {
    int end = text.lastIndexOf(close);
    while (end > 0) {
      int start = text.lastIndexOf(open, end - open.length());
      if (start < 0) {
        return null;
      }
      String content = text.substring(start + open.length(), end);
      if (isMathematics(content, open)) {
        return new MathSegment(start, end + close.length(), content.strip());
      }
      end = text.lastIndexOf(close, start - 1);
    }
    return null;
  }

  private static boolean isMathematics(String content, String open) {
    boolean inline = open.equals("$") || open.equals("\\(");
    return !content.isBlank()
        && content.length() <= MAX_CHARACTERS
        && !(inline && content.indexOf('\n') >= 0) // a dollar of one line and one of another
        && DIGIT.matcher(content).find()
        && !PROSE.matcher(content).find();
  }
}
