package dev.o1pruner.model.chat;

import dev.o1pruner.model.chat.Statement.Capture;
import dev.o1pruner.model.chat.Statement.Flow;
import dev.o1pruner.model.chat.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tags and the text between them, by recursive descent. */
final class StatementParser {

  private static final int MAX_NESTING = 100; // as Python, by its bound on indentation

  private final TokenStream tokens;
  private final NameTracker names = new NameTracker();
  private final ExpressionParser expressions;
  private final TargetParser targets;
  private final Nesting nesting = new Nesting(MAX_NESTING, "tags");
  private boolean inLoop; // whether break and continue have a loop in the same function

  private StatementParser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens, names);
    this.targets = new TargetParser(tokens);
  }

  /** A whole template. */
  static ForLoop.Body parse(List<Token> tokens) {
    StatementParser parser = new StatementParser(new TokenStream(tokens));
    Names root = parser.names.current();
    List<Statement> statements = parser.statements(Set.of());
    return new ForLoop.Body(root, statements);
  }

  /** Statements up to a tag of one of these names, whose name becomes the current token. */
  private List<Statement> statements(Set<String> ends) {
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case TEXT -> statements.add(new Statement.Text(token.line(), token.text()));
        case PRINT_BEGIN -> {
          statements.add(new Statement.Print(token.line(), expressions.tuple()));
          tokens.expect(Kind.PRINT_END);
        }
        case BLOCK_BEGIN -> {
          Token tag = tokens.current();
          if (tag.kind() == Kind.NAME && ends.contains(tag.text())) {
            return statements;
          }
          statements.add(nesting.inside(token.line(), () -> tag(ends)));
          tokens.expect(Kind.BLOCK_END);
        }
        default -> {
          if (ends.isEmpty()) {
            return statements;
          }
          throw ChatTemplateException.of(
                  "the template ends where {%% %s %%} is missing", String.join(" or ", ends))
              .at(token.line());
        }
      }
    }
  }

  /** The statements inside a tag, from its end to the tag that closes it, which is passed. */
  private List<Statement> body(String end) {
    List<Statement> body = bodyUntil(Set.of(end));
    tokens.next();
    return body;
  }

  private List<Statement> bodyUntil(Set<String> ends) {
    tokens.skipIfOperator(":");
    tokens.expect(Kind.BLOCK_END);
    return statements(ends);
  }

  private Statement tag(Set<String> ends) {
    Token tag = tokens.expect(Kind.NAME);
    int line = tag.line();
    return switch (tag.text()) {
      case "if" -> branches(line);
      case "for" -> loop(line);
      case "set" -> set(line);
      case "macro" -> macro(line);
      case "call" -> call(line);
      case "filter" -> filter(line);
      case "with" -> with(line);
      case "generation" -> {
        Names scope = new Names();
        yield new Statement.Generation(line, scope, function(scope, "endgeneration"));
      }
      case "break" -> control(line, Flow.BREAK);
      case "continue" -> control(line, Flow.CONTINUE);
      default -> throw unknown(tag, ends);
    };
  }

  private static ChatTemplateException unknown(Token tag, Set<String> ends) {
    String open = ends.isEmpty() ? "" : ", or {% " + String.join(" or ", ends) + " %} is missing";
    return ChatTemplateException.of(
            "tag {%% %s %%} is unknown or not supported%s", tag.text(), open)
        .at(tag.line());
  }

  private Statement control(int line, Flow flow) {
    if (!inLoop) {
      throw ChatTemplateException.of("break or continue outside of a loop").at(line);
    }
    return new Statement.Control(line, flow);
  }

  private Statement branches(int line) {
    List<Statement.Branch> branches = new ArrayList<>();
    Set<String> ends = Set.of("elif", "else", "endif");
    Expression test = expressions.test();
    Names outer = names.current();
    Names body = outer.branch();
    branches.add(new Statement.Branch(test, names.in(body, () -> bodyUntil(ends))));
    Names elseIfs = outer.branch();
    names.in(elseIfs, () -> elseIfs(branches, ends));
    Names otherwise = outer.branch();
    List<Statement> last = List.of();
    if (tokens.skipIfName("else")) {
      last = names.in(otherwise, () -> bodyUntil(Set.of("endif")));
    }
    tokens.expectName("endif");
    outer.merge(body, elseIfs, otherwise);
    return new Statement.If(line, branches, last);
  }

  private Boolean elseIfs(List<Statement.Branch> branches, Set<String> ends) {
    while (tokens.skipIfName("elif")) {
      Expression test = expressions.test();
      Names current = names.current();
      Names body = current.branch();
      branches.add(new Statement.Branch(test, names.in(body, () -> bodyUntil(ends))));
      current.merge(body, current.branch(), current.branch());
    }
    return true;
  }

  private Statement loop(int line) {
    Target target = targets.tuple(Set.of("in"));
    targets.refuseLoop(target, line);
    tokens.expectName("in");
    Expression iterable = expressions.iterable();
    ForLoop.Selection selection = null;
    if (tokens.skipIfName("if")) {
      Names tried = new Names();
      Target.mention(target, tried, true);
      selection = new ForLoop.Selection(tried, names.in(tried, expressions::expression));
    }
    boolean recursive = tokens.skipIfName("recursive");
    Names round = new Names();
    round.declare(ForLoop.LOOP);
    Target.mention(target, round, true);
    boolean outerLoop = inLoop;
    inLoop = true;
    List<Statement> body = names.in(round, () -> bodyUntil(Set.of("endfor", "else")));
    inLoop = outerLoop && !recursive;
    Names otherwise = new Names();
    List<Statement> empty = List.of();
    if (tokens.skipIfName("else")) {
      empty = names.in(otherwise, () -> bodyUntil(Set.of("endfor")));
    }
    tokens.expectName("endfor");
    inLoop = outerLoop;
    return new ForLoop(
        line,
        target,
        iterable,
        selection,
        recursive,
        new ForLoop.Body(round, body),
        new ForLoop.Body(otherwise, empty));
  }

  private Statement set(int line) {
    Target target = targets.assigned();
    if (inLoop) {
      targets.refuseLoop(target, line);
    }
    if (tokens.skipIfOperator("=")) {
      Expression value = expressions.tuple();
      Target.mention(target, names.current(), false); // behind the value, which is read first
      return new Statement.Assign(line, target, value);
    }
    Target.mention(target, names.current(), false);
    return new Statement.AssignBlock(line, target, capture(line, false, "endset"));
  }

  private Statement filter(int line) {
    return new Statement.FilterBlock(line, capture(line, true, "endfilter"));
  }

  private Capture capture(int line, boolean beginsWithFilter, String end) {
    Names scope = new Names();
    scope.declare(Capture.OUTPUT);
    return names.in(
        scope,
        () -> {
          Expression output = new Expression.Name(line, Capture.OUTPUT);
          Expression filtered =
              expressions.filters(beginsWithFilter ? expressions.filter(output) : output);
          return new Capture(scope, body(end), filtered);
        });
  }

  private Statement macro(int line) {
    String name = targets.name();
    names.current().assign(name);
    return new Statement.Define(line, definition(name, "endmacro"));
  }

  private Statement call(int line) {
    Names scope = new Names();
    Set<String> mentioned = new HashSet<>();
    Signature signature = tokens.current().isOperator("(") ? signature(scope) : Signature.NONE;
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw ChatTemplateException.of("expected a call in {%% call %%}").at(line);
    } else {
      List<Statement> body = names.inMacro(mentioned, () -> function(scope, "endcall"));
      return new Statement.CallBlock(
          line, call, signature.define("caller", mentioned, scope, body));
    }
  }

  private Macro.Definition definition(String name, String end) {
    Names scope = new Names();
    Set<String> mentioned = new HashSet<>();
    Signature signature = signature(scope);
    List<Statement> body = names.inMacro(mentioned, () -> function(scope, end));
    return signature.define(name, mentioned, scope, body);
  }

  /** The parameters of a macro. */
  private record Signature(List<String> parameters, List<Expression> defaults) {

    static final Signature NONE = new Signature(List.of(), List.of());

    Macro.Definition define(String name, Set<String> mentioned, Names scope, List<Statement> body) {
      mentioned.removeAll(parameters);
      mentioned.forEach(scope::declare);
      return new Macro.Definition(name, parameters, defaults, mentioned, scope, body);
    }
  }

  private Signature signature(Names scope) {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    tokens.expectOperator("(");
    while (!tokens.skipIfOperator(")")) {
      int line = tokens.line();
      String name = targets.name();
      if (parameters.contains(name) || name.equals("caller")) {
        throw ChatTemplateException.of("parameter '%s' is not allowed here", name).at(line);
      }
      parameters.add(name);
      scope.declare(name);
      if (tokens.skipIfOperator("=")) {
        defaults.add(names.in(scope, expressions::expression));
      } else if (!defaults.isEmpty()) {
        throw ChatTemplateException.of("parameter '%s' needs a default as the one before", name)
            .at(line);
      }
      if (!tokens.current().isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new Signature(parameters, defaults);
  }

  /** A body that Jinja compiles to a function, so that no break leaves it. */
  private List<Statement> function(Names scope, String end) {
    boolean outerLoop = inLoop;
    inLoop = false;
    List<Statement> body = names.in(scope, () -> body(end));
    inLoop = outerLoop;
    return body;
  }

  private Statement with(int line) {
    Names scope = new Names();
    List<Target> variables = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (tokens.current().kind() != Kind.BLOCK_END) {
      if (!variables.isEmpty()) {
        tokens.expectOperator(",");
      }
      Target target = targets.tuple(Set.of());
      tokens.expectOperator("=");
      variables.add(target);
      values.add(expressions.expression());
      Target.mention(target, scope, true);
    }
    List<Statement> body = names.in(scope, () -> body("endwith"));
    return new Statement.With(line, variables, values, scope, body);
  }
}
