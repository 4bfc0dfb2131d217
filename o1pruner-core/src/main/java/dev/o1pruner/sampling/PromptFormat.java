package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.TextModel;
import dev.o1pruner.model.chat.ChatMessage;
import dev.o1pruner.model.chat.ChatTemplate;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import dev.o1pruner.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a problem's text becomes the token ids a model is given. */
@FunctionalInterface
public interface PromptFormat {

  /** The prompt's token ids. */
  ImmutableIntArray encode(String text);

  /** A problem's prompt. */
  default Prompt prompt(Problem problem) {
    return new Prompt(problem.id(), encode(problem.problem()));
  }

  /** The text as it is, with the special tokens the tokenizer itself adds. */
  static PromptFormat raw(TextModel model) {
    return text -> model.tokenizer().encode(text, true);
  }

  /**
   * The text as the user's message in the model's chat template, up to where the assistant's turn
   * begins; {@link #raw} if the model has no template.
   *
   * @throws IllegalArgumentException if the template can't be read, quoting what is wrong
   */
  static PromptFormat chat(TextModel model) {
    ChatTemplate template = template(model);
    return template == null
        ? raw(model)
        : text -> encode(model, template, List.of(ChatMessage.user(text)));
  }

  /**
   * A conversation in the model's chat template, up to where the assistant's turn begins.
   *
   * @throws IllegalArgumentException if the model has no template, or one that can't be read or
   *     refuses the messages
   */
  static ImmutableIntArray conversation(TextModel model, List<ChatMessage> messages) {
    ChatTemplate template = template(model);
    checkArgument(
        template != null, "the model %s has no chat template", model.directory().source());
    return encode(model, template, messages);
  }

  private static @Nullable ChatTemplate template(TextModel model) {
    Path config = model.directory().source().resolve(ModelDirectory.TOKENIZER_CONFIG);
    boolean described =
        Files.exists(config) || Files.exists(config.resolveSibling(ModelDirectory.CHAT_TEMPLATE));
    return described ? ChatTemplate.ofTokenizerConfig(config) : null;
  }

  private static ImmutableIntArray encode(
      TextModel model, ChatTemplate template, List<ChatMessage> messages) {
    // The template writes every special token itself.
    return model.tokenizer().encode(template.render(messages, true, Map.of()), false);
  }
}
