package dev.o1pruner.model.chat;

/** A place in the source that moves forward and knows its line. */
final class Cursor {

  private final String source;
  private int position;
  private int line = 1;

  Cursor(String source) {
    this.source = source;
  }

  int position() {
    return position;
  }

  int line() {
    return line;
  }

  boolean atEnd() {
    return position == source.length();
  }

  /** The character here, or 0 at the end. */
  char peek() {
    return atEnd() ? 0 : source.charAt(position);
  }

  boolean at(String text) {
    return source.startsWith(text, position);
  }

  /** The text up to a position. */
  String upTo(int end) {
    return source.substring(position, end);
  }

  int indexOf(String text) {
    return source.indexOf(text, position);
  }

  void moveTo(int target) {
    for (int i = position; i < target; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    position = target;
  }

  void skip(int characters) {
    moveTo(position + characters);
  }

  boolean skipIf(String text) {
    boolean here = at(text);
    if (here) {
      skip(text.length());
    }
    return here;
  }

  void skipSpace() {
    moveTo(spaceEnd(position));
  }

  /** Where white space that begins here ends. */
  int spaceEnd(int from) {
    int end = from;
    while (end < source.length() && CodePoints.isSpace(source.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Whether the last character passed was a line feed. */
  boolean afterNewline() {
    return position > 0 && source.charAt(position - 1) == '\n';
  }

  String source() {
    return source;
  }
}
