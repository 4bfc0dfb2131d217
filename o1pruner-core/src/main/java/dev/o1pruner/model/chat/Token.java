package dev.o1pruner.model.chat;

/**
 * One token of a template.
 *
 * @param text what it says: text and strings with their escapes resolved, numbers without {@code _}
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {

  /** What it is. */
  enum Kind {
    TEXT,
    PRINT_BEGIN,
    PRINT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  /** As errors quote it. */
  String describe() {
    return switch (kind) {
      case END -> "end of template";
      case TEXT -> "text";
      case PRINT_BEGIN -> "'{{'";
      case PRINT_END -> "end of print '}}'";
      case BLOCK_BEGIN -> "'{%'";
      case BLOCK_END -> "end of tag '%}'";
      default -> "'" + text + "'";
    };
  }
}
