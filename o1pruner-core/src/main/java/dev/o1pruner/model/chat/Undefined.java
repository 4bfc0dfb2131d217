package dev.o1pruner.model.chat;

/**
 * The value of a name or attribute that doesn't exist: prints as nothing, is false and empty, and
 * fails at any other use.
 *
 * @param message what is missing, for the error of that use
 */
record Undefined(String message) {

  static Undefined name(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined attribute(Object owner, String name) {
    return new Undefined("'" + Types.describe(owner) + "' has no attribute '" + name + "'");
  }

  static Undefined element(Object owner, String key) {
    return new Undefined(Types.describe(owner) + " has no element " + key);
  }

  ChatTemplateException error() {
    return ChatTemplateException.of("%s", message);
  }
}
