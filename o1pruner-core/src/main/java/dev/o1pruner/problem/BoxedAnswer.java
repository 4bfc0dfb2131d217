package dev.o1pruner.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads LaTeX boxes: {@code \boxed{...}}, {@code \fbox{...}} and {@code \boxed 5}. */
public final class BoxedAnswer {

  private static final Pattern COMMAND = Pattern.compile("\\\\(?:boxed|fbox)(?![A-Za-z])");

  /** What may stand between two boxes that are one answer together. */
  private static final Pattern CONNECTIVE =
      Pattern.compile("(?:[\\s$,;]|\\\\q?quad|\\\\text|[{}]|\\\\[()\\[\\]]|and|or){0,40}+");

  private static final String JOINT = " and ";

  /** Boxes within boxes that are opened; what is deeper stays as it is, which bounds the cost. */
  private static final int MAX_NESTING = 8;

  /**
   * A box.
   *
   * @param content what it holds, or null if it is empty or never closed
   * @param end where the text goes on
   */
  private record Box(int start, int end, @Nullable String content) {}

  private BoxedAnswer() {}

  /** Whether the text opens a box, closed or not. */
  public static boolean opensIn(String text) {
    return COMMAND.matcher(text).find();
  }

  /** Where the text goes on after its last box; its end if that is never closed. */
  public static int endOfLast(String text) {
    List<Box> boxes = outermost(text);
    return boxes.isEmpty() ? 0 : boxes.get(boxes.size() - 1).end();
  }

  /**
   * Content of the last box, or null if there is none, it is empty or it is never closed. Boxes
   * with no more than "and" between them and the last are one answer with it.
   */
  public static @Nullable String last(String text) {
    List<Box> boxes = outermost(text);
    if (boxes.isEmpty()) {
      return null;
    }
    int first = boxes.size() - 1;
    while (first > 0 && areOneAnswer(text, boxes.get(first - 1), boxes.get(first))) {
      first--;
    }
    return joined(boxes.subList(first, boxes.size()), 1);
  }

  /** Content of the last box alone, as MATH's gold answers are taken; null as for {@link #last}. */
  public static @Nullable String lastAlone(String text) {
    List<Box> boxes = outermost(text);
    return boxes.isEmpty() ? null : joined(boxes.subList(boxes.size() - 1, boxes.size()), 1);
  }

  /** What an answer's boxes hold; an answer without a box, or with a broken one, stays as it is. */
  public static String unwrap(String answer) {
    return unwrap(answer, 0);
  }

  private static String unwrap(String answer, int depth) {
    List<Box> boxes = depth == MAX_NESTING ? List.of() : outermost(answer);
    String content = boxes.isEmpty() ? null : joined(boxes, depth + 1);
    return content == null ? answer : content;
  }

  private static boolean areOneAnswer(String text, Box left, Box right) {
    return left.content() != null
        && right.start() - left.end() <= 60
        && CONNECTIVE
            .matcher(text)
            .region(/* start= */ left.end(), /* end= */ right.start())
            .matches();
  }

  /** What boxes hold, of which this many levels have been opened. */
  private static @Nullable String joined(List<Box> boxes, int depth) {
    List<String> contents = new ArrayList<>();
    for (Box box : boxes) {
      if (box.content() == null) {
        return null;
      }
      contents.add(unwrap(box.content(), depth)); // a box in a box
    }
    return String.join(JOINT, contents);
  }

  private static List<Box> outermost(String text) {
    List<Box> boxes = new ArrayList<>();
    Matcher command = COMMAND.matcher(text);
    for (int at = 0; command.find(at); ) {
      Box box = box(text, command.start(), command.end());
      boxes.add(box);
      at = box.end();
    }
    return boxes;
  }

  private static Box box(String text, int start, int afterCommand) {
    int open = afterCommand;
    while (open < text.length() && Character.isWhitespace(text.charAt(open))) {
      open++;
    }
    if (open == text.length() || text.charAt(open) != '{') {
      String number = WrittenNumber.startingAt(text, open);
      return new Box(start, number == null ? afterCommand : open + number.length(), number);
    }
    int end = closingBrace(text, open);
    if (end < 0) {
      return new Box(start, text.length(), null); // cut off, with all that it holds
    }
    String content = text.substring(open + 1, end).strip();
    return new Box(start, end + 1, content.isEmpty() ? null : content);
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
