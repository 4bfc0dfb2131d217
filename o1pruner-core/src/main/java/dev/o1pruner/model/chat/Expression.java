package dev.o1pruner.model.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node of a template that has a value. */
sealed interface Expression {

  /** Where it begins in the template. */
  int line();

  /** The value, by this node's own rule; callers want {@link #in}. */
  Object evaluate(Scope scope);

  /** The value in a scope, within the fuel; errors tell the line. */
  default Object in(Scope scope) {
    scope.fuel().enter();
    try {
      Object value = evaluate(scope);
      scope.fuel().leave();
      return value;
    } catch (ChatTemplateException e) {
      throw e.at(line());
    }
  }

  private static List<Object> each(List<Expression> expressions, Scope scope) {
    List<Object> values = new ArrayList<>(expressions.size());
    expressions.forEach(expression -> values.add(expression.in(scope)));
    return values;
  }

  /** A number, text, True, False or None. */
  record Literal(int line, Object value) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return value;
    }
  }

  /** A variable. */
  record Name(int line, String name) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return scope.get(name);
    }
  }

  /** {@code [a, b]}. */
  record ListOf(int line, List<Expression> items) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.fuel().elements(items.size());
      return each(items, scope);
    }
  }

  /** {@code a, b} or {@code (a, b)}. */
  record TupleOf(int line, List<Expression> items) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      scope.fuel().elements(items.size());
      return new Tuple(each(items, scope));
    }
  }

  /** <code>{key: value}</code>; both lists have one element for each entry. */
  record DictOf(int line, List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Dict dict = new Dict();
      for (int i = 0; i < keys.size(); i++) {
        dict.put(keys.get(i).in(scope), values.get(i).in(scope), scope.fuel());
      }
      return dict;
    }
  }

  /** {@code owner.name}. */
  record Attribute(int line, Expression owner, String name) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return Access.attribute(owner.in(scope), name, scope.fuel());
    }
  }

  /** {@code owner[key]}. */
  record Item(int line, Expression owner, Expression key) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return Access.item(owner.in(scope), key.in(scope), scope.fuel());
    }
  }

  /** {@code owner[from:to:step]}; an absent bound is the literal None. */
  record Slice(int line, Expression owner, Expression from, Expression to, Expression step)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return Sequences.slice(
          owner.in(scope), from.in(scope), to.in(scope), step.in(scope), scope.fuel());
    }
  }

  /**
   * The arguments of a call, filter or test, with <code>*spread</code> and <code>**spread</code>.
   */
  record Passed(
      List<Expression> positional,
      Map<String, Expression> named,
      @Nullable Expression spread,
      @Nullable Expression spreadNamed) {

    static final Passed NOTHING = new Passed(List.of(), Map.of(), null, null);

    Arguments in(Scope scope) {
      if (positional.isEmpty() && named.isEmpty() && spread == null && spreadNamed == null) {
        return Arguments.NONE;
      }
      List<Object> values = each(positional, scope);
      if (spread != null) {
        values.addAll(Sequences.list(spread.in(scope), scope.fuel()));
      }
      Map<String, Object> byName = new LinkedHashMap<>();
      named.forEach((name, expression) -> byName.put(name, expression.in(scope)));
      if (spreadNamed != null) {
        if (!(spreadNamed.in(scope) instanceof Dict dict)) {
          throw ChatTemplateException.of("the argument after ** must be a dict");
        }
        for (Dict.Entry entry : dict.entries()) {
          if (!(entry.key() instanceof String name) || byName.put(name, entry.value()) != null) {
            throw ChatTemplateException.of("the dict after ** must hold new names only");
          }
        }
      }
      return new Arguments(values, byName);
    }
  }

  /** {@code callee(passed)}. */
  record Call(int line, Expression callee, Passed passed) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return call(scope, null);
    }

    /** The call with the body of a call block as one more argument, if there is one. */
    Object call(Scope scope, @Nullable Macro caller) {
      Object target = callee.in(scope);
      Arguments args = passed.in(scope);
      if (target instanceof Undefined undefined) {
        throw undefined.error();
      } else if (!(target instanceof Callable callable)) {
        throw ChatTemplateException.of("'%s' object is not callable", Types.name(target));
      } else {
        if (caller != null) {
          Map<String, Object> named = new LinkedHashMap<>(args.named());
          named.put("caller", caller);
          args = new Arguments(args.positional(), named);
        }
        return callable.call(args, scope.fuel());
      }
    }
  }

  /** {@code input | name(passed)}. */
  record Filtered(int line, Expression input, String name, Passed passed) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Filter filter = Filter.named(name);
      return filter.apply(input.in(scope), passed.in(scope), scope.fuel());
    }
  }

  /** {@code input is name(passed)}. */
  record Tested(int line, Expression input, String name, Passed passed) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return Tests.holds(name, input.in(scope), passed.in(scope), scope.fuel());
    }
  }

  /** {@code left operator right}, one of {@code + - * / // % **}. */
  record Arithmetic(int line, String operator, Expression left, Expression right)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return Operators.apply(operator, left.in(scope), right.in(scope), scope.fuel());
    }
  }

  /** {@code -operand} or {@code +operand}. */
  record Signed(int line, boolean negative, Expression operand) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return Operators.sign(operand.in(scope), negative);
    }
  }

  /** {@code a ~ b ~ c}: the values printed, one behind the other. */
  record Concatenation(int line, List<Expression> parts) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      List<String> texts = new ArrayList<>();
      parts.forEach(part -> texts.add(PythonText.str(part.in(scope), scope.fuel())));
      return StringMethods.join("", texts, scope.fuel());
    }
  }

  /** One link of a chain of comparisons. */
  record Link(String comparison, boolean negated, Expression right) {}

  /** {@code a < b < c}: each operand is evaluated once, and none after a false link. */
  record Compared(int line, Expression first, List<Link> links) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object left = first.in(scope);
      for (Link link : links) {
        Object right = link.right().in(scope);
        if (Comparison.holds(link.comparison(), left, right, scope.fuel()) == link.negated()) {
          return false;
        }
        left = right;
      }
      return true;
    }
  }

  /** {@code not operand}. */
  record Not(int line, Expression operand) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return !Types.isTrue(operand.in(scope));
    }
  }

  /** {@code left and right}, or {@code or}: the operand that decides, as Python has it. */
  record Junction(int line, boolean and, Expression left, Expression right) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = left.in(scope);
      return Types.isTrue(value) == and ? right.in(scope) : value;
    }
  }

  /** {@code then if test else otherwise}. */
  record Conditional(int line, Expression test, Expression then, @Nullable Expression otherwise)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      if (Types.isTrue(test.in(scope))) {
        return then.in(scope);
      } else if (otherwise == null) {
        return new Undefined("the inline if is false and has no else");
      }
      return otherwise.in(scope);
    }
  }
}
