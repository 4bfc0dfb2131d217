package dev.o1pruner.model.chat;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.model.chat.Expression.Link;
import dev.o1pruner.model.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Expressions by recursive descent, one method for each level of precedence, loosest first. */
final class ExpressionParser {

  private static final int MAX_NESTING = 300;

  private static final ImmutableMap<String, String> COMPARISONS =
      ImmutableMap.of("==", "eq", "!=", "ne", "<", "lt", "<=", "le", ">", "gt", ">=", "ge");

  private final TokenStream tokens;
  private final PrimaryParser primaries;
  private final Nesting nesting = new Nesting(MAX_NESTING, "expressions");

  ExpressionParser(TokenStream tokens, NameTracker names) {
    this.tokens = tokens;
    this.primaries = new PrimaryParser(tokens, names, this);
  }

  /** An expression with an inline if. */
  Expression expression() {
    return nesting.inside(tokens.line(), this::conditional);
  }

  /** An expression, or several with commas between them as a tuple. */
  Expression tuple() {
    return primaries.tuple(this::expression, PrimaryParser.NO_NAME);
  }

  /** What an {@code if} tests: the same without an inline if. */
  Expression test() {
    return primaries.tuple(this::or, PrimaryParser.NO_NAME);
  }

  /** What a {@code for} goes through: an {@code if} or {@code recursive} may follow. */
  Expression iterable() {
    return primaries.tuple(this::or, "recursive");
  }

  /** One filter, behind its bar. */
  Expression filter(Expression input) {
    return primaries.filter(input);
  }

  /** As many filters as there are. */
  Expression filters(Expression input) {
    return primaries.filters(input);
  }

  private Expression conditional() {
    int line = tokens.line();
    Expression expression = or();
    while (tokens.skipIfName("if")) {
      Expression test = or();
      Expression otherwise = tokens.skipIfName("else") ? expression() : null;
      expression = new Expression.Conditional(line, test, expression, otherwise);
    }
    return expression;
  }

  private Expression or() {
    int line = tokens.line();
    Expression left = and();
    while (tokens.skipIfName("or")) {
      left = new Expression.Junction(line, false, left, and());
    }
    return left;
  }

  private Expression and() {
    int line = tokens.line();
    Expression left = not();
    while (tokens.skipIfName("and")) {
      left = new Expression.Junction(line, true, left, not());
    }
    return left;
  }

  private Expression not() {
    int line = tokens.line();
    if (tokens.skipIfName("not")) {
      return new Expression.Not(line, nesting.inside(line, this::not));
    }
    return comparison();
  }

  private Expression comparison() {
    int line = tokens.line();
    Expression first = sum();
    List<Link> links = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      String comparison = token.kind() == Kind.OPERATOR ? COMPARISONS.get(token.text()) : null;
      if (comparison != null) {
        tokens.next();
        links.add(new Link(comparison, false, sum()));
      } else if (tokens.skipIfName("in")) {
        links.add(new Link("in", false, sum()));
      } else if (token.isName("not") && tokens.look().isName("in")) {
        tokens.next();
        tokens.next();
        links.add(new Link("in", true, sum()));
      } else {
        return links.isEmpty() ? first : new Expression.Compared(line, first, links);
      }
    }
  }

  private Expression sum() {
    int line = tokens.line();
    Expression left = concatenation();
    while (isOperator(Set.of("+", "-"))) {
      left = new Expression.Arithmetic(line, tokens.next().text(), left, concatenation());
    }
    return left;
  }

  private Expression concatenation() {
    int line = tokens.line();
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(product());
    } while (tokens.skipIfOperator("~"));
    return parts.size() == 1 ? parts.get(0) : new Expression.Concatenation(line, parts);
  }

  private Expression product() {
    int line = tokens.line();
    Expression left = power();
    while (isOperator(Set.of("*", "/", "//", "%"))) {
      left = new Expression.Arithmetic(line, tokens.next().text(), left, power());
    }
    return left;
  }

  private Expression power() {
    int line = tokens.line();
    Expression left = unary(true);
    while (isOperator(Set.of("**"))) { // from the left, unlike Python's
      left = new Expression.Arithmetic(line, tokens.next().text(), left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean withFilters) {
    int line = tokens.line();
    Expression value;
    if (isOperator(Set.of("-", "+"))) {
      boolean negative = tokens.next().text().equals("-");
      Expression operand = nesting.inside(line, () -> unary(false));
      value = primaries.postfix(new Expression.Signed(line, negative, operand));
    } else {
      value = primaries.postfix(primaries.primary());
    }
    return withFilters ? primaries.filtersAndTests(value) : value; // -x | abs is (-x) | abs
  }

  private boolean isOperator(Set<String> operators) {
    Token token = tokens.current();
    return token.kind() == Kind.OPERATOR && operators.contains(token.text());
  }
}
