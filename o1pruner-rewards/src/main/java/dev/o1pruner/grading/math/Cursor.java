package dev.o1pruner.grading.math;

import dev.o1pruner.grading.math.Token.Kind;
import java.util.List;

/** Reads tokens one after the other. */
final class Cursor {

  private final List<Token> tokens;
  private final Budget budget;
  private int at;

  Cursor(List<Token> tokens, Budget budget) {
    this.tokens = tokens;
    this.budget = budget;
  }

  Budget budget() {
    return budget;
  }

  Token peek() {
    return peek(0);
  }

  Token peek(int ahead) {
    return at + ahead < tokens.size() ? tokens.get(at + ahead) : Token.END;
  }

  Token take() {
    budget.spend(1);
    Token token = peek();
    at++;
    return token;
  }

  boolean takeSyntax(String expected) {
    return take(peek().isSyntax(expected));
  }

  boolean takeCommand(String expected) {
    return take(peek().isCommand(expected));
  }

  boolean takeWord(String expected) {
    return take(peek().is(Kind.WORD) && peek().text().equalsIgnoreCase(expected));
  }

  void expectSyntax(String expected) {
    if (!takeSyntax(expected)) {
      throw unreadable();
    }
  }

  int mark() {
    return at;
  }

  void back(int mark) {
    at = mark;
  }

  UnreadableAnswerException unreadable() {
    return new UnreadableAnswerException("nothing known starts with " + peek().text());
  }

  private boolean take(boolean matches) {
    if (matches) {
      take();
    }
    return matches;
  }
}
