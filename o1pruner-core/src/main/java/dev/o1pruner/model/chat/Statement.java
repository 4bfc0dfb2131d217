package dev.o1pruner.model.chat;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node of a template that does something: prints, assigns, repeats. */
sealed interface Statement
    permits Statement.Text,
        Statement.Print,
        Statement.If,
        Statement.Assign,
        Statement.AssignBlock,
        Statement.Define,
        Statement.CallBlock,
        Statement.FilterBlock,
        Statement.With,
        Statement.Generation,
        Statement.Control,
        ForLoop {

  /** What comes after a statement. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  /** Where it begins in the template. */
  int line();

  /** Does it, by this node's own rule; callers want {@link #run}. */
  Flow execute(Scope scope, StringBuilder out);

  /** Does it within the fuel; errors tell the line. */
  default Flow run(Scope scope, StringBuilder out) {
    scope.fuel().enter();
    try {
      Flow flow = execute(scope, out);
      scope.fuel().leave();
      return flow;
    } catch (ChatTemplateException e) {
      throw e.at(line());
    }
  }

  /** Statements in order, up to a break or continue. */
  static Flow runAll(List<Statement> statements, Scope scope, StringBuilder out) {
    for (Statement statement : statements) {
      Flow flow = statement.run(scope, out);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  private static void print(String text, Scope scope, StringBuilder out) {
    scope.fuel().text(text.length());
    out.append(text);
  }

  /** Text outside of tags. */
  record Text(int line, String text) implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      print(text, scope, out);
      return Flow.NEXT;
    }
  }

  /** <code>{{ value }}</code>. */
  record Print(int line, Expression value) implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      print(PythonText.str(value.in(scope), scope.fuel()), scope, out);
      return Flow.NEXT;
    }
  }

  /** One {@code if} or {@code elif}. */
  record Branch(Expression test, List<Statement> body) {}

  /** {@code if}, which has no scope of its own. */
  record If(int line, List<Branch> branches, List<Statement> otherwise) implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      for (Branch branch : branches) {
        if (Types.isTrue(branch.test().in(scope))) {
          return runAll(branch.body(), scope, out);
        }
      }
      return runAll(otherwise, scope, out);
    }
  }

  /** {@code set target = value}. */
  record Assign(int line, Target target, Expression value) implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      target.assign(value.in(scope), scope);
      return Flow.NEXT;
    }
  }

  /** Statements whose output becomes a value, in a scope of their own. */
  record Capture(Names names, List<Statement> body, @Nullable Expression filter) {

    /** The variable by which the filter reads the output; no template can write its name. */
    static final String OUTPUT = " output";

    /** Hands over the output, filtered, unless a break or continue leaves the body. */
    Flow in(Scope outer, Consumer<Object> receiver) {
      Scope scope = outer.inner(names);
      StringBuilder captured = new StringBuilder();
      Flow flow = runAll(body, scope, captured);
      if (flow == Flow.NEXT) {
        scope.set(OUTPUT, captured.toString());
        receiver.accept(filter == null ? captured.toString() : filter.in(scope));
      }
      return flow;
    }
  }

  /** {@code set target} with a body. */
  record AssignBlock(int line, Target target, Capture body) implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      return body.in(scope, value -> target.assign(value, scope));
    }
  }

  /** {@code filter name} with a body. */
  record FilterBlock(int line, Capture body) implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      return body.in(scope, value -> print(PythonText.str(value, scope.fuel()), scope, out));
    }
  }

  /** {@code macro}. */
  record Define(int line, Macro.Definition macro) implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      scope.set(macro.name(), new Macro(macro, scope));
      return Flow.NEXT;
    }
  }

  /** {@code call}: a macro call that is given a body. */
  record CallBlock(int line, Expression.Call call, Macro.Definition body) implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      Object value = call.call(scope, new Macro(body, scope));
      print(PythonText.str(value, scope.fuel()), scope, out);
      return Flow.NEXT;
    }
  }

  /** {@code with}: both lists have one element for each variable. */
  record With(
      int line, List<Target> targets, List<Expression> values, Names names, List<Statement> body)
      implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      Scope inner = scope.inner(names);
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(values.get(i).in(scope), inner);
      }
      return runAll(body, inner, out);
    }
  }

  /** {@code generation}: marks what the model says, which a rendering as text does not show. */
  record Generation(int line, Names names, List<Statement> body) implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      return runAll(body, scope.inner(names), out);
    }
  }

  /** {@code break} or {@code continue}. */
  record Control(int line, Flow flow) implements Statement {
    @Override
    public Flow execute(Scope scope, StringBuilder out) {
      return flow;
    }
  }
}
