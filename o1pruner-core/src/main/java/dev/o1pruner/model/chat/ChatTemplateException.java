package dev.o1pruner.model.chat;

import com.google.errorprone.annotations.FormatMethod;

/**
 * A chat template that can't be read, can't render what it was given, or refuses it by its own
 * {@code raise_exception}. The message names the line of the template.
 */
public final class ChatTemplateException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;
  private static final int UNKNOWN = 0;

  private final String problem;
  private final int line;

  private ChatTemplateException(String problem, int line) {
    super(line == UNKNOWN ? problem : "chat template, line " + line + ": " + problem);
    this.problem = problem;
    this.line = line;
  }

  /** A problem whose line is added on the way out, by the node that was being evaluated. */
  @FormatMethod
  static ChatTemplateException of(String format, Object... args) {
    return new ChatTemplateException(String.format(format, args), UNKNOWN);
  }

  /** The same problem at this line, unless a line inside it is known already. */
  ChatTemplateException at(int templateLine) {
    if (line != UNKNOWN) {
      return this;
    }
    ChatTemplateException located = new ChatTemplateException(problem, templateLine);
    located.setStackTrace(getStackTrace());
    return located;
  }

  /** Line of the template, from 1, or 0 if the problem has none. */
  public int line() {
    return line;
  }
}
