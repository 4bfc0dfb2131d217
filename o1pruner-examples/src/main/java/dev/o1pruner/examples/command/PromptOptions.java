package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.sampling.PromptFormat;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model and one text to put to it. */
final class PromptOptions {

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      required = true,
      description = "The problem, as a user would put it.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private String text;

  @Option(
      names = "--raw",
      description = "Feed the text as it is, even if the model has a chat template.")
  private boolean raw;

  LanguageModel load() {
    return LanguageModel.load(model.directory());
  }

  String text() {
    return text;
  }

  /** The prompt's token ids; at least one token fits behind them. */
  ImmutableIntArray encode(LanguageModel model) {
    PromptFormat format = raw ? PromptFormat.raw(model) : PromptFormat.chat(model);
    ImmutableIntArray ids = format.encode(text);
    checkArgument(!ids.isEmpty(), "the prompt \"%s\" has no tokens; give a longer one", text);
    int context = model.config().maxPositions();
    checkArgument(
        ids.length() < context,
        "the prompt has %s tokens, but the model's context is %s (max_position_embeddings);"
            + " shorten it",
        ids.length(),
        context);
    return ids;
  }
}
