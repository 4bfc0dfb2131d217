package dev.o1pruner.model.chat;

import com.google.common.collect.Iterators;
import dev.o1pruner.model.chat.Statement.Flow;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code for target in iterable if filter}: each round has a scope of its own, so that what one
 * assigns is gone in the next.
 */
record ForLoop(
    int line,
    Target target,
    Expression iterable,
    @Nullable Selection selection,
    boolean recursive,
    Body body,
    Body otherwise)
    implements Statement {

  /** The variable that tells a round where it is. */
  static final String LOOP = "loop";

  /** Statements with a scope. */
  record Body(Names names, List<Statement> statements) {}

  /** The {@code if} of a loop; it sees the target and the outer scope, not the loop. */
  record Selection(Names names, Expression test) {}

  @Override
  public Flow execute(Scope scope, StringBuilder out) {
    Object items = iterable.in(scope);
    if (recursive) {
      out.append(render(items, 0, scope));
    } else {
      repeat(items, 0, scope, out);
    }
    return Flow.NEXT;
  }

  private String render(Object items, int depth, Scope scope) {
    scope.fuel().enter();
    StringBuilder out = new StringBuilder();
    repeat(items, depth, scope, out);
    scope.fuel().leave();
    scope.fuel().text(out.length());
    return out.toString();
  }

  private void repeat(Object items, int depth, Scope scope, StringBuilder out) {
    Loop loop =
        new Loop(
            selection == null ? items : selected(items, selection, scope),
            depth,
            recursive ? (inner, at) -> render(inner, at, scope) : null,
            scope.fuel());
    boolean unfinished = true;
    Flow flow = Flow.NEXT;
    while (flow != Flow.BREAK && loop.advance()) {
      scope.fuel().elements(1);
      Scope round = scope.inner(body.names());
      round.set(LOOP, loop);
      target.assign(loop.item(), round);
      flow = Statement.runAll(body.statements(), round, out);
      unfinished &= flow != Flow.NEXT;
    }
    if (unfinished) { // Jinja's rule: the else runs unless a round came to its end
      Statement.runAll(otherwise.statements(), scope.inner(otherwise.names()), out);
    }
  }

  private Generator selected(Object items, Selection filter, Scope scope) {
    Iterator<Object> all = Sequences.iterator(items, scope.fuel());
    return new Generator(
        Iterators.filter(
            all,
            item -> {
              Scope tried = scope.inner(filter.names());
              target.assign(item, tried);
              return Types.isTrue(filter.test().in(tried));
            }));
  }
}
