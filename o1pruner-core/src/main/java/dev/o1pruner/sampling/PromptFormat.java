package dev.o1pruner.sampling;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.problem.Problem;

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
   */
  static PromptFormat chat(LanguageModel model) {
    return raw(model);
  }
}
