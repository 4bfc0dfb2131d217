package dev.o1pruner.problem;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A problem's text as words, without what doesn't change the problem: case, compatibility forms of
 * characters (NFKC), blanks, LaTeX spacing and delimiter sizes, display style, and punctuation.
 *
 * <p>A word is a run of letters (of a LaTeX command, too), a run of digits, or one of {@code + - *
 * / ^ = < > !}.
 */
final class ProblemWords {

  private static final Pattern LAYOUT =
      Pattern.compile(
          "\\\\(?:[,;:! ]|q?quad(?![a-z])|(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])"
              + "|(?:display|text)style(?![a-z]))|~");
  private static final Pattern FRACTION = Pattern.compile("\\\\[dt]frac(?![a-z])");
  private static final Pattern WORD = Pattern.compile("\\p{L}++|\\p{N}++|[-+*/^=<>!]");

  private ProblemWords() {}

  static List<String> of(String text) {
    String plain = FRACTION.matcher(LAYOUT.matcher(text).replaceAll(" ")).replaceAll("\\\\frac");
    String folded = Normalizer.normalize(plain, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(folded);
    while (word.find()) {
      words.add(word.group());
    }
    return words;
  }
}
