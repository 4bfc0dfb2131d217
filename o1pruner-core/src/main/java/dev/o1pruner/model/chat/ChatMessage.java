package dev.o1pruner.model.chat;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * One turn of a conversation.
 *
 * @param role who speaks, in the template's own words: {@link #SYSTEM}, {@link #USER}, {@link
 *     #ASSISTANT} or another that the template knows
 * @param content what is said, as plain text
 */
public record ChatMessage(String role, String content) {

  /** The role that instructs the model before the conversation. */
  public static final String SYSTEM = "system";

  /** The role that asks. */
  public static final String USER = "user";

  /** The role that answers: the model. */
  public static final String ASSISTANT = "assistant";

  /**
   * Checks the role.
   *
   * @throws IllegalArgumentException if it is blank
   */
  public ChatMessage {
    checkArgument(!role.isBlank(), "a message needs a role, but it was blank: %s", content);
  }

  /** An instruction to the model. */
  public static ChatMessage system(String content) {
    return new ChatMessage(SYSTEM, content);
  }

  /** A question. */
  public static ChatMessage user(String content) {
    return new ChatMessage(USER, content);
  }

  /** An answer. */
  public static ChatMessage assistant(String content) {
    return new ChatMessage(ASSISTANT, content);
  }
}
