package dev.o1pruner.model.chat;

/**
 * What one rendering may still spend, so that a hostile template ends with an error and not with a
 * dead JVM. A unit is about the time to look at one character; a full tank is roughly a second of
 * work or 130 million characters of text, whichever is used up first.
 */
final class Fuel {

  private static final long FULL = 1L << 29;
  private static final int NODE = 32;
  private static final int BUILT_CHARACTER = 4;
  private static final int BUILT_ELEMENT = 64;

  /** Nested evaluations; about 3 Java frames each, so well within the default thread stack. */
  private static final int MAX_DEPTH = 700;

  private long left = FULL;
  private int depth;

  /** Enters the evaluation of a node; {@link #leave} follows. */
  void enter() {
    spend(NODE);
    if (++depth > MAX_DEPTH) {
      throw ChatTemplateException.of(
          "more than %d nested evaluations: the template's recursion does not end", MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  /** Pays for looking at this many characters or elements. */
  void scan(long count) {
    spend(count);
  }

  /** Pays for a new text, before it is built. */
  void text(long characters) {
    spend(characters >= FULL ? FULL : characters * BUILT_CHARACTER);
  }

  /** Pays for a new collection, before it is built. */
  void elements(long count) {
    spend(count >= FULL ? FULL : count * BUILT_ELEMENT);
  }

  private void spend(long units) {
    left -= units;
    if (left < 0) {
      throw ChatTemplateException.of(
          "the rendering does more work than any prompt needs (limit %d character steps): "
              + "the template loops or builds text without end",
          FULL);
    }
  }
}
