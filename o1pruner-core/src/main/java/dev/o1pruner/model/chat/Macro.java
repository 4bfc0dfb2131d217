package dev.o1pruner.model.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A macro, or the body of a call block, in the scope that defines it. */
final class Macro implements Callable {

  /** Names that a body may read without being parameters: what else the call gave. */
  static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");

  /**
   * What the template says about a macro.
   *
   * @param parameters in order; the last ones have the defaults
   * @param mentioned which of {@link #SPECIAL} the body reads
   */
  record Definition(
      String name,
      List<String> parameters,
      List<Expression> defaults,
      Set<String> mentioned,
      Names names,
      List<Statement> body) {}

  private final Definition definition;
  private final Scope outer;

  Macro(Definition definition, Scope outer) {
    this.definition = definition;
    this.outer = outer;
  }

  /** Renders the body with these arguments. */
  @Override
  public Object call(Arguments args, Fuel fuel) {
    Scope scope = outer.inner(definition.names());
    Map<String, Object> named = new LinkedHashMap<>(args.named());
    bind(args.positional(), named, scope);
    bindSpecial(args.positional(), named, scope);
    StringBuilder out = new StringBuilder();
    Statement.runAll(definition.body(), scope, out);
    fuel.text(out.length());
    return out.toString();
  }

  private void bind(List<Object> positional, Map<String, Object> named, Scope scope) {
    List<String> parameters = definition.parameters();
    List<String> absent = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i);
      Object value = i < positional.size() ? positional.get(i) : named.remove(name);
      if (value == null) {
        absent.add(name);
        scope.set(name, new Undefined("parameter '" + name + "' was not provided"));
      } else {
        scope.set(name, value);
      }
    }
    int firstDefault = parameters.size() - definition.defaults().size();
    for (String name : absent) { // in order: a default may use the parameters before it
      int position = parameters.indexOf(name) - firstDefault;
      if (position >= 0) {
        scope.set(name, definition.defaults().get(position).in(scope));
      }
    }
  }

  private void bindSpecial(List<Object> positional, Map<String, Object> named, Scope scope) {
    if (definition.mentioned().contains("caller")) {
      Object caller = named.remove("caller");
      scope.set("caller", caller == null ? new Undefined("No caller defined") : caller);
    }
    if (definition.mentioned().contains("kwargs")) {
      scope.set("kwargs", Dict.call(new Arguments(List.of(), named), scope.fuel()));
    } else if (!named.isEmpty()) {
      throw ChatTemplateException.of(
          "macro '%s' takes no keyword argument '%s'",
          definition.name(), named.keySet().iterator().next());
    }
    int parameters = definition.parameters().size();
    if (definition.mentioned().contains("varargs")) {
      boolean more = positional.size() > parameters;
      scope.set(
          "varargs",
          new Tuple(more ? positional.subList(parameters, positional.size()) : List.of()));
    } else if (positional.size() > parameters) {
      throw ChatTemplateException.of(
          "macro '%s' takes not more than %d argument(s)", definition.name(), parameters);
    }
  }
}
