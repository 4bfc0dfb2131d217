package dev.o1pruner.model.chat;

import dev.o1pruner.model.chat.Token.Kind;
import java.util.List;
import java.util.Locale;

/** The tokens of a template, read once from first to last. */
final class TokenStream {

  private final List<Token> tokens;
  private int position;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(position);
  }

  /** The token after the current one. */
  Token look() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  int line() {
    return current().line();
  }

  /** Returns the current token and moves on; END stays. */
  Token next() {
    Token token = current();
    if (token.kind() != Kind.END) {
      position++;
    }
    return token;
  }

  boolean skipIfName(String name) {
    boolean here = current().isName(name);
    if (here) {
      next();
    }
    return here;
  }

  boolean skipIfOperator(String operator) {
    boolean here = current().isOperator(operator);
    if (here) {
      next();
    }
    return here;
  }

  Token expect(Kind kind) {
    if (current().kind() != kind) {
      throw unexpected("a " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
    return next();
  }

  void expectOperator(String operator) {
    if (!skipIfOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  void expectName(String name) {
    if (!skipIfName(name)) {
      throw unexpected("'" + name + "'");
    }
  }

  ChatTemplateException unexpected(String wanted) {
    return ChatTemplateException.of("expected %s, but found %s", wanted, current().describe())
        .at(line());
  }
}
