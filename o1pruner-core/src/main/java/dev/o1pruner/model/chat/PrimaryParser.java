package dev.o1pruner.model.chat;

import dev.o1pruner.model.chat.Expression.Literal;
import dev.o1pruner.model.chat.Expression.Passed;
import dev.o1pruner.model.chat.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What binds tightest: names and literals, and the dots, brackets, calls, filters and tests on
 * them.
 */
final class PrimaryParser {

  /** No name at all ends a tuple. */
  static final String NO_NAME = "";

  private final TokenStream tokens;
  private final NameTracker names;
  private final ExpressionParser expressions;

  PrimaryParser(TokenStream tokens, NameTracker names, ExpressionParser expressions) {
    this.tokens = tokens;
    this.names = names;
    this.expressions = expressions;
  }

  Expression primary() {
    Token token = tokens.current();
    int line = token.line();
    switch (token.kind()) {
      case NAME -> {
        return name(tokens.next());
      }
      case STRING -> {
        StringBuilder text = new StringBuilder();
        while (tokens.current().kind() == Kind.STRING) { // 'a' 'b' is 'ab'
          text.append(tokens.next().text());
        }
        return new Literal(line, text.toString());
      }
      case INTEGER -> {
        return new Literal(line, new BigInteger(tokens.next().text()));
      }
      case FLOAT -> {
        return new Literal(line, Double.valueOf(tokens.next().text()));
      }
      default -> {
        if (tokens.skipIfOperator("(")) {
          Expression inner = tuple(expressions::expression, NO_NAME, true);
          tokens.expectOperator(")");
          return inner;
        } else if (tokens.skipIfOperator("[")) {
          return list(line);
        } else if (tokens.skipIfOperator("{")) {
          return dict(line);
        }
        throw tokens.unexpected("an expression");
      }
    }
  }

  private Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Literal(token.line(), true);
      case "false", "False" -> new Literal(token.line(), false);
      case "none", "None" -> new Literal(token.line(), None.NONE);
      default -> {
        names.read(token.text());
        yield new Expression.Name(token.line(), token.text());
      }
    };
  }

  /** One expression, or several as a tuple, up to the end of the tag or this name. */
  Expression tuple(Supplier<Expression> parse, String end) {
    return tuple(parse, end, false);
  }

  private Expression tuple(Supplier<Expression> parse, String end, boolean parenthesized) {
    int line = tokens.line();
    List<Expression> items = new ArrayList<>();
    boolean comma = false;
    while (!endsTuple(end)) {
      items.add(parse.get());
      if (!tokens.skipIfOperator(",")) {
        break;
      }
      comma = true;
    }
    if (!comma && items.size() == 1) {
      return items.get(0);
    } else if (items.isEmpty() && !parenthesized) {
      throw tokens.unexpected("an expression");
    }
    return new Expression.TupleOf(line, items);
  }

  private boolean endsTuple(String end) {
    Token token = tokens.current();
    return token.kind() == Kind.PRINT_END
        || token.kind() == Kind.BLOCK_END
        || token.isOperator(")")
        || token.isName(end);
  }

  private Expression list(int line) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.skipIfOperator("]")) {
      items.add(expressions.expression());
      if (!tokens.current().isOperator("]")) {
        tokens.expectOperator(",");
      }
    }
    return new Expression.ListOf(line, items);
  }

  private Expression dict(int line) {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.skipIfOperator("}")) {
      keys.add(expressions.expression());
      tokens.expectOperator(":");
      values.add(expressions.expression());
      if (!tokens.current().isOperator("}")) {
        tokens.expectOperator(",");
      }
    }
    return new Expression.DictOf(line, keys, values);
  }

  /** Dots, brackets and calls behind a value. */
  Expression postfix(Expression owner) {
    Expression value = owner;
    while (true) {
      int line = tokens.line();
      if (tokens.skipIfOperator(".")) {
        value = dot(value, line);
      } else if (tokens.skipIfOperator("[")) {
        value = bracket(value, line);
      } else if (tokens.current().isOperator("(")) {
        value = new Expression.Call(line, value, passed());
      } else {
        return value;
      }
    }
  }

  private Expression dot(Expression owner, int line) {
    Token token = tokens.next();
    if (token.kind() == Kind.NAME) {
      return new Expression.Attribute(line, owner, token.text());
    } else if (token.kind() == Kind.INTEGER) {
      return new Expression.Item(line, owner, new Literal(line, new BigInteger(token.text())));
    }
    throw ChatTemplateException.of("expected a name behind the dot, but found %s", token.describe())
        .at(token.line());
  }

  private Expression bracket(Expression owner, int line) {
    Expression none = new Literal(line, None.NONE);
    Expression from = tokens.current().isOperator(":") ? none : expressions.expression();
    Expression item;
    if (tokens.skipIfOperator(":")) {
      Expression to = bound(none);
      Expression step = tokens.skipIfOperator(":") ? bound(none) : none;
      item = new Expression.Slice(line, owner, from, to, step);
    } else {
      item = new Expression.Item(line, owner, from);
    }
    tokens.expectOperator("]");
    return item;
  }

  private Expression bound(Expression absent) {
    Token token = tokens.current();
    return token.isOperator(":") || token.isOperator("]") ? absent : expressions.expression();
  }

  /** Filters and tests behind a value. */
  Expression filtersAndTests(Expression input) {
    Expression value = input;
    while (true) {
      int line = tokens.line();
      if (tokens.current().isOperator("|")) {
        value = filters(value);
      } else if (tokens.skipIfName("is")) {
        value = test(value, line);
      } else if (tokens.current().isOperator("(")) {
        value = new Expression.Call(line, value, passed());
      } else {
        return value;
      }
    }
  }

  /** As many filters as there are. */
  Expression filters(Expression input) {
    Expression value = input;
    while (tokens.skipIfOperator("|")) {
      value = filter(value);
    }
    return value;
  }

  /** One filter, behind its bar. */
  Expression filter(Expression input) {
    Token name = tokens.expect(Kind.NAME);
    Passed passed = tokens.current().isOperator("(") ? passed() : Passed.NOTHING;
    return new Expression.Filtered(name.line(), input, name.text(), passed);
  }

  private Expression test(Expression input, int line) {
    boolean negated = tokens.skipIfName("not");
    String name = tokens.expect(Kind.NAME).text();
    Passed passed = Passed.NOTHING;
    if (tokens.current().isOperator("(")) {
      passed = passed();
    } else if (beginsOperand(tokens.current())) {
      if (tokens.current().isName("is")) {
        throw ChatTemplateException.of("tests can't be chained with is").at(tokens.line());
      }
      Expression operand = postfix(primary());
      passed = new Passed(List.of(operand), Map.of(), null, null);
    }
    Expression test = new Expression.Tested(line, input, name, passed);
    return negated ? new Expression.Not(line, test) : test;
  }

  private static boolean beginsOperand(Token token) {
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> token.text().equals("[") || token.text().equals("{");
      case NAME -> !Set.of("else", "or", "and").contains(token.text());
      default -> false;
    };
  }

  /** The arguments of a call, in parentheses. */
  private Passed passed() {
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression spread = null;
    Expression spreadNamed = null;
    while (!tokens.skipIfOperator(")")) {
      int line = tokens.line();
      boolean last = spreadNamed != null; // nothing may follow **
      if (tokens.skipIfOperator("*")) {
        last |= spread != null;
        spread = expressions.expression();
      } else if (tokens.skipIfOperator("**")) {
        spreadNamed = expressions.expression();
      } else if (tokens.current().kind() == Kind.NAME && tokens.look().isOperator("=")) {
        String name = tokens.next().text();
        tokens.next();
        last |= named.put(name, expressions.expression()) != null;
      } else {
        last |= spread != null || !named.isEmpty();
        positional.add(expressions.expression());
      }
      if (last) {
        throw ChatTemplateException.of("invalid order or repetition of arguments").at(line);
      } else if (!tokens.current().isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new Passed(positional, named, spread, spreadNamed);
  }
}
