package dev.o1pruner.grading.math;

/**
 * A piece of an answer.
 *
 * @param text digits, a letter, a command without its backslash, words, or one character of syntax
 * @param afterBlank whether a blank stands before it
 */
record Token(Kind kind, String text, boolean afterBlank) {

  enum Kind {
    NUMBER,
    /** A number with its base, as digits_base. */
    BASED,
    LETTER,
    COMMAND,
    WORD,
    SYNTAX,
    END
  }

  static final Token END = new Token(Kind.END, "", false);

  boolean is(Kind expected) {
    return kind == expected;
  }

  boolean isSyntax(String expected) {
    return kind == Kind.SYNTAX && text.equals(expected);
  }

  boolean isCommand(String expected) {
    return kind == Kind.COMMAND && text.equals(expected);
  }
}
