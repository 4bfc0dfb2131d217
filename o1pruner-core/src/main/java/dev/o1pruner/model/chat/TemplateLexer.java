package dev.o1pruner.model.chat;

import dev.o1pruner.model.chat.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Source to tokens: text, tags and the white space between them, under {@code trim_blocks} (the
 * line feed after a block tag goes) and {@code lstrip_blocks} (so do the blanks before one that
 * begins its line). A {@code -} in a tag takes all white space on its side, a {@code +} keeps it.
 */
final class TemplateLexer {

  private final Cursor cursor;
  private final List<Token> tokens = new ArrayList<>();
  private boolean lineStarts = true; // whether text that comes now begins a line

  private TemplateLexer(String source) {
    this.cursor = new Cursor(source);
  }

  /** All tokens, with one of kind END last. */
  static List<Token> lex(String source) {
    String lines = source.replace("\r\n", "\n").replace('\r', '\n');
    // One line feed at the end of a file belongs to the file, not to the prompt.
    TemplateLexer lexer =
        new TemplateLexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
    while (!lexer.cursor.atEnd()) {
      lexer.textAndTag();
    }
    lexer.add(Kind.END, "");
    return lexer.tokens;
  }

  private void textAndTag() {
    int tag = nextTag();
    if (tag < 0) {
      String rest = cursor.upTo(cursor.source().length());
      add(Kind.TEXT, rest);
      cursor.skip(rest.length());
      return;
    }
    char type = cursor.source().charAt(tag + 1);
    char sign = tag + 2 < cursor.source().length() ? cursor.source().charAt(tag + 2) : 0;
    text(tag, sign, type != '{');
    int line = cursor.line();
    cursor.skip(sign == '-' || sign == '+' ? 3 : 2);
    if (type == '#') {
      comment(line);
    } else if (type == '{') {
      new TagLexer(cursor, tokens).lex(Kind.PRINT_BEGIN, line);
    } else if (!raw(line)) {
      new TagLexer(cursor, tokens).lex(Kind.BLOCK_BEGIN, line);
    }
    lineStarts = cursor.afterNewline();
  }

  private int nextTag() {
    String source = cursor.source();
    int brace = source.indexOf('{', cursor.position());
    while (brace >= 0 && brace + 1 < source.length()) {
      if ("%{#".indexOf(source.charAt(brace + 1)) >= 0) {
        return brace;
      }
      brace = source.indexOf('{', brace + 1);
    }
    return -1;
  }

  /** The text before a tag, stripped as the tag asks. */
  private void text(int end, char sign, boolean stripsIndent) {
    String text = cursor.upTo(end);
    String kept = text;
    if (sign == '-') {
      kept = text.substring(0, CodePoints.stripEnd(text, 0, null));
    } else if (sign != '+' && stripsIndent) {
      int lineStart = text.lastIndexOf('\n') + 1;
      if ((lineStart > 0 || lineStarts) && isSpace(text.substring(lineStart))) {
        kept = text.substring(0, lineStart);
      }
    }
    add(Kind.TEXT, kept);
    cursor.moveTo(end);
  }

  private static boolean isSpace(String text) {
    return CodePoints.stripEnd(text, 0, null) == 0;
  }

  private void comment(int line) {
    int end = cursor.indexOf("#}");
    if (end < 0) {
      throw ChatTemplateException.of("the comment is not closed by #}").at(line);
    }
    char sign = end > cursor.position() ? cursor.source().charAt(end - 1) : 0;
    cursor.moveTo(end + 2);
    afterTag(sign);
  }

  /** What a tag that ended with this sign does to the white space after it. */
  private void afterTag(char sign) {
    if (sign == '-') {
      cursor.skipSpace();
    } else if (sign != '+') {
      cursor.skipIf("\n");
    }
  }

  /** A raw block, if one begins here, behind its opening and sign. */
  private boolean raw(int line) {
    int end = keyword("raw", cursor.position());
    boolean strips = end >= 0 && cursor.source().startsWith("-%}", end);
    if (end < 0 || (!strips && !cursor.source().startsWith("%}", end))) {
      return false;
    }
    cursor.moveTo(strips ? cursor.spaceEnd(end + 3) : end + 2);
    lineStarts = cursor.afterNewline();
    String source = cursor.source();
    for (int tag = cursor.indexOf("{%"); tag >= 0; tag = source.indexOf("{%", tag + 1)) {
      char before = tag + 2 < source.length() ? source.charAt(tag + 2) : 0;
      boolean signed = before == '-' || before == '+';
      int close = keyword("endraw", tag + (signed ? 3 : 2));
      if (close >= 0 && (source.startsWith("%}", close) || source.startsWith("%}", close + 1))) {
        char after = source.charAt(close);
        if (after == '%' || after == '-' || after == '+') {
          text(tag, before, true);
          cursor.moveTo(close + (after == '%' ? 2 : 3));
          afterTag(after);
          return true;
        }
      }
    }
    throw ChatTemplateException.of("the raw block is not closed by {%% endraw %%}").at(line);
  }

  /** Where this word and the white space around it end, or -1 if it isn't at this place. */
  private int keyword(String word, int from) {
    int start = cursor.spaceEnd(from);
    return cursor.source().startsWith(word, start) ? cursor.spaceEnd(start + word.length()) : -1;
  }

  private void add(Kind kind, String text) {
    if (kind != Kind.TEXT || !text.isEmpty()) {
      tokens.add(new Token(kind, text, cursor.line()));
    }
  }
}
