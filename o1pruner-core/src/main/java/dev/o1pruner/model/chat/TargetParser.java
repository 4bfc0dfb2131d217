package dev.o1pruner.model.chat;

import dev.o1pruner.model.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What stands left of {@code =} or {@code in}. */
final class TargetParser {

  private static final Set<String> CONSTANTS =
      Set.of("true", "false", "none", "True", "False", "None");

  private final TokenStream tokens;
  private final Nesting nesting = new Nesting(20, "assignment targets");

  TargetParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** A name that may be assigned. */
  String name() {
    Token token = tokens.expect(Kind.NAME);
    if (CONSTANTS.contains(token.text())) {
      throw ChatTemplateException.of("can't assign to %s", token.text()).at(token.line());
    }
    return token.text();
  }

  /** The target of a set: variables or an attribute of a namespace. */
  Target assigned() {
    if (tokens.current().kind() == Kind.NAME && tokens.look().isOperator(".")) {
      String namespace = name();
      tokens.next();
      return new Target.Attribute(namespace, tokens.expect(Kind.NAME).text());
    }
    return tuple(Set.of());
  }

  /** A variable, or several with commas between them, up to a name that ends them. */
  Target tuple(Set<String> ends) {
    List<Target> targets = new ArrayList<>();
    boolean comma = false;
    do {
      Token token = tokens.current();
      if ((token.kind() == Kind.NAME && ends.contains(token.text())) || token.isOperator(")")) {
        break;
      }
      targets.add(one());
      comma |= tokens.current().isOperator(",");
    } while (tokens.skipIfOperator(","));
    if (targets.isEmpty()) {
      throw tokens.unexpected("a name to assign");
    }
    return comma ? new Target.Unpacked(targets) : targets.get(0);
  }

  private Target one() {
    if (tokens.skipIfOperator("(")) {
      Target inner = nesting.inside(tokens.line(), () -> tuple(Set.of()));
      tokens.expectOperator(")");
      return inner;
    }
    return new Target.Variable(name());
  }

  /** In a loop, {@code loop} is the loop's own. */
  void refuseLoop(Target target, int line) {
    Names assigned = new Names();
    Target.mention(target, assigned, true);
    if (assigned.knows(ForLoop.LOOP)) {
      throw ChatTemplateException.of("can't assign to the special variable loop in a loop")
          .at(line);
    }
  }
}
