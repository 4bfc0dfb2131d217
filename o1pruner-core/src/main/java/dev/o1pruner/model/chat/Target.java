package dev.o1pruner.model.chat;

import java.util.List;

/** What an assignment or a loop gives its values to. */
sealed interface Target {

  void assign(Object value, Scope scope);

  /** A variable of the scope. */
  record Variable(String name) implements Target {
    @Override
    public void assign(Object value, Scope scope) {
      scope.set(name, value);
    }
  }

  /** {@code namespace.attribute}. */
  record Attribute(String namespace, String attribute) implements Target {
    @Override
    public void assign(Object value, Scope scope) {
      if (!(scope.get(namespace) instanceof Namespace owner)) {
        throw ChatTemplateException.of(
            "cannot assign attribute %s: '%s' is not a namespace", attribute, namespace);
      }
      owner.set(attribute, value);
    }
  }

  /** {@code a, b}: as many targets as the value has items. */
  record Unpacked(List<Target> targets) implements Target {
    @Override
    public void assign(Object value, Scope scope) {
      List<Object> items = Sequences.list(value, scope.fuel());
      if (items.size() != targets.size()) {
        throw ChatTemplateException.of(
            "%d value(s) can't be unpacked to %d names", items.size(), targets.size());
      }
      for (int i = 0; i < items.size(); i++) {
        targets.get(i).assign(items.get(i), scope);
      }
    }
  }

  /** Tells the scope that it assigns the variables, or that a namespace is read. */
  static void mention(Target target, Names names, boolean asParameter) {
    if (target instanceof Unpacked unpacked) {
      unpacked.targets().forEach(part -> mention(part, names, asParameter));
    } else if (target instanceof Attribute attribute) {
      names.read(attribute.namespace());
    } else if (target instanceof Variable variable && asParameter) {
      names.declare(variable.name());
    } else if (target instanceof Variable variable) {
      names.assign(variable.name());
    }
  }
}
