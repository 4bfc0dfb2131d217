package dev.o1pruner.model.chat;

/**
 * Text marked safe by {@code | safe} or {@code | escape}. It prints as it is, but escapes any text
 * that is added to it, so it can't be treated as a plain String.
 */
record Markup(String text) {

  /** The text with the characters that HTML reads escaped, in markupsafe's spelling. */
  static Markup escape(String text) {
    return new Markup(
        text.replace("&", "&amp;")
            .replace(">", "&gt;")
            .replace("<", "&lt;")
            .replace("'", "&#39;")
            .replace("\"", "&#34;"));
  }
}
