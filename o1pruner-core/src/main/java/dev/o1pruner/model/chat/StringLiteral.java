package dev.o1pruner.model.chat;

/** A quoted text with Python's escapes. */
final class StringLiteral {

  private final Cursor cursor;
  private final StringBuilder text = new StringBuilder();

  /**
   * @param cursor on the opening quote
   */
  StringLiteral(Cursor cursor) {
    this.cursor = cursor;
  }

  /** The text, leaving the cursor behind the closing quote. */
  String read() {
    int line = cursor.line();
    char quote = cursor.peek();
    cursor.skip(1);
    while (cursor.peek() != quote) {
      if (cursor.atEnd()) {
        throw ChatTemplateException.of("the text that begins here is not closed by %s", quote)
            .at(line);
      } else if (cursor.peek() == '\\') {
        cursor.skip(1);
        escape();
      } else {
        text.append(cursor.peek());
        cursor.skip(1);
      }
    }
    cursor.skip(1);
    return text.toString();
  }

  private void escape() {
    char escaped = cursor.peek();
    if (escaped >= '0' && escaped <= '7') {
      octal();
      return;
    }
    cursor.skip(cursor.atEnd() ? 0 : 1);
    switch (escaped) {
      case '\n' -> {} // a line that goes on
      case '\\', '\'', '"' -> text.append(escaped);
      case 'n' -> text.append('\n');
      case 'r' -> text.append('\r');
      case 't' -> text.append('\t');
      case 'a' -> text.append((char) 0x07);
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'v' -> text.append((char) 0x0b);
      case 'x' -> hex(2);
      case 'u' -> hex(4);
      case 'U' -> hex(8);
      default -> {
        if (escaped == 'N' || escaped > '~') { // a named character; what Python would garble
          throw ChatTemplateException.of("escape \\%s is not supported", escaped).at(cursor.line());
        }
        text.append('\\').append(escaped); // an unknown escape is no escape
      }
    }
  }

  private void octal() {
    int code = 0;
    for (int i = 0; i < 3 && cursor.peek() >= '0' && cursor.peek() <= '7'; i++) {
      code = code * 8 + (cursor.peek() - '0');
      cursor.skip(1);
    }
    text.append((char) code);
  }

  private void hex(int digits) {
    long code = 0;
    for (int i = 0; i < digits; i++) {
      int digit = cursor.peek() > '~' ? -1 : Character.digit(cursor.peek(), 16);
      if (digit < 0) {
        throw ChatTemplateException.of("a hexadecimal escape needs %d digits", digits)
            .at(cursor.line());
      }
      code = code * 16 + digit;
      cursor.skip(1);
    }
    boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
    if (code > Character.MAX_CODE_POINT || surrogate) {
      throw ChatTemplateException.of("escape of U+%04X, which is no character", code)
          .at(cursor.line());
    }
    text.appendCodePoint((int) code);
  }
}
