package dev.o1pruner.grading.math;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import dev.o1pruner.grading.math.Token.Kind;
import java.util.List;
import java.util.Locale;

/** Decides what letters in a row are: a function, a constant, words, or variables multiplied. */
final class LetterRun {

  /** Short words that are no product of variables. */
  private static final ImmutableSet<String> WORDS =
      ImmutableSet.copyOf(
          Splitter.on(' ')
              .split(
                  "yes no odd one two six ten all any red may jun jul aug sep oct nov dec jan feb"
                      + " mar apr mon tue wed thu fri sat sun and or if is per not"));

  /** Runs this long are words: nobody multiplies four variables without a blank. */
  private static final int WORD_LENGTH = 4;

  private LetterRun() {}

  static void tokens(String run, boolean afterBlank, List<Token> tokens) {
    int first = tokens.size();
    split(run, tokens);
    Token token = tokens.get(first);
    tokens.set(first, new Token(token.kind(), token.text(), afterBlank));
  }

  private static void split(String run, List<Token> tokens) {
    if (run.length() == 1) {
      add(tokens, Kind.LETTER, run);
    } else if (isCommand(run)) {
      add(tokens, Kind.COMMAND, run);
    } else if (run.equals("infinity") || run.equals("inf") || run.equals("oo")) {
      add(tokens, Kind.COMMAND, "infty");
    } else if (Units.plain(run) != null || isWord(run)) {
      add(tokens, Kind.WORD, run);
    } else {
      letters(run, tokens);
    }
  }

  private static void letters(String run, List<Token> tokens) {
    String start = run.substring(0, run.length() - 1);
    if (isCommand(start)) { // sinx, pir
      add(tokens, Kind.COMMAND, start);
      add(tokens, Kind.LETTER, run.substring(run.length() - 1));
      return;
    }
    for (int i = 0; i < run.length(); i++) {
      add(tokens, Kind.LETTER, run.substring(i, i + 1));
    }
  }

  private static boolean isWord(String run) {
    boolean title = run.length() >= 3 && Character.isUpperCase(run.charAt(0));
    boolean capitals = run.equals(run.toUpperCase(Locale.ROOT)); // a segment, an abbreviation
    return capitals
        || title
        || run.length() >= WORD_LENGTH
        || WORDS.contains(run.toLowerCase(Locale.ROOT));
  }

  private static boolean isCommand(String run) {
    return Ops.FUNCTIONS.containsKey(run) || run.equals("pi") || run.equals("sqrt");
  }

  private static void add(List<Token> tokens, Kind kind, String text) {
    tokens.add(new Token(kind, text, false));
  }
}
