package dev.o1pruner.sampling;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.chat.ChatMessage;
import dev.o1pruner.model.chat.ChatTemplate;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import dev.o1pruner.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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
  static PromptFormat raw(LanguageModel model) {
    return text -> model.tokenizer().encode(text, true);
  }

  /**
   * The text as the user's message in the model's chat template, up to where the assistant's turn
   * begins; {@link #raw} if the model has no template.
   *
   * @throws IllegalArgumentException if the template can't be read, quoting what is wrong
   */
  static PromptFormat chat(LanguageModel model) {
    Path config = model.directory().source().resolve(ModelDirectory.TOKENIZER_CONFIG);
    boolean described =
        Files.exists(config) || Files.exists(config.resolveSibling(ModelDirectory.CHAT_TEMPLATE));
    ChatTemplate template = described ? ChatTemplate.ofTokenizerConfig(config) : null;
    if (template == null) {
      return raw(model);
    }
    // The template writes every special token itself.
    return text ->
        model
            .tokenizer()
            .encode(template.render(List.of(ChatMessage.user(text)), true, Map.of()), false);
  }
}
