package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static dev.o1pruner.examples.command.Texts.format;

import com.google.common.primitives.Floats;
import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.model.Tokenizer;
import dev.o1pruner.run.Json;
import dev.o1pruner.sampling.PromptFormat;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says how likely a model finds a given completion, token by token. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Says how likely a model finds a given completion: natural log-probabilities of its tokens,"
          + " untruncated, at temperature 1.",
      "Where the prompt is fed as it is, prompt and completion are encoded as one text, if that"
          + " leaves the prompt's tokens as they are; otherwise each is encoded by itself, and some"
          + " tokenizers then put a blank before the completion. No special token is added to it.",
      "With --json, one object: promptTokenIds, tokenIds, logProbs, sum."
    })
public final class ScoreCommand implements Runnable {

  /** Tokens of context that decide how the next one decodes. */
  private static final int DECODING_WINDOW = 8;

  @Mixin private PromptOptions prompt = new PromptOptions();

  @Mixin private Output output = new Output();

  @Option(
      names = "--completion",
      paramLabel = "TEXT",
      required = true,
      description = "The text to score.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private String completion;

  @Override
  public void run() {
    checkArgument(!completion.isEmpty(), "--completion is empty; give at least one character");
    try (LanguageModel model = prompt.load()) {
      ImmutableIntArray promptIds = prompt.encode(model);
      ImmutableIntArray ids = encodeCompletion(model, promptIds);
      checkArgument(!ids.isEmpty(), "the completion \"%s\" has no tokens", completion);
      float[] logProbs = model.logProbs(List.of(new TokenSequence(promptIds, ids))).get(0);
      double sum = 0;
      for (int i = 0; i < logProbs.length; i++) {
        checkState(
            Float.isFinite(logProbs[i]),
            "token %s of the completion (id %s) has log-probability %s; the model's weights are"
                + " damaged",
            i,
            ids.get(i),
            logProbs[i]);
        sum += logProbs[i];
      }
      output.json(line(promptIds, ids, logProbs, sum));
      output.words(table(model.tokenizer(), promptIds, ids, logProbs, sum));
    }
  }

  private ImmutableIntArray encodeCompletion(LanguageModel model, ImmutableIntArray promptIds) {
    PromptFormat raw = PromptFormat.raw(model);
    if (promptIds.equals(raw.encode(prompt.text()))) {
      // A SentencePiece-like tokenizer puts a blank before every text it encodes: encoded by
      // itself, the completion "." would be scored as " .".
      ImmutableIntArray joint = raw.encode(prompt.text() + completion);
      int length = promptIds.length();
      if (joint.length() > length && joint.subArray(0, length).equals(promptIds)) {
        return joint.subArray(length, joint.length()).trimmed();
      }
    }
    return model.tokenizer().encode(completion, false);
  }

  private static JsonObject line(
      ImmutableIntArray promptIds, ImmutableIntArray ids, float[] logProbs, double sum) {
    JsonObject line = new JsonObject();
    line.add("promptTokenIds", Json.gson().toJsonTree(promptIds.asList()));
    line.add("tokenIds", Json.gson().toJsonTree(ids.asList()));
    line.add("logProbs", Json.gson().toJsonTree(Floats.asList(logProbs)));
    line.addProperty("sum", sum);
    return line;
  }

  private static String table(
      Tokenizer tokenizer,
      ImmutableIntArray promptIds,
      ImmutableIntArray ids,
      float[] logProbs,
      double sum) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("token", "id", "log-prob"));
    ImmutableIntArray all = ImmutableIntArray.builder().addAll(promptIds).addAll(ids).build();
    for (int i = 0; i < logProbs.length; i++) {
      rows.add(
          List.of(
              Json.gson().toJson(piece(tokenizer, all, promptIds.length() + i)),
              String.valueOf(ids.get(i)),
              format("%.4f", logProbs[i])));
    }
    return Texts.table(rows)
        + format(
            "%n%d tokens, sum of log-probs %.4f, perplexity %.3f",
            logProbs.length, sum, Math.exp(-sum / logProbs.length));
  }

  /** What one token adds to the text before it: alone, many decoders would drop its blank. */
  private static String piece(Tokenizer tokenizer, ImmutableIntArray ids, int position) {
    int from = Math.max(0, position - DECODING_WINDOW);
    String before = tokenizer.decode(ids.subArray(from, position));
    String with = tokenizer.decode(ids.subArray(from, position + 1));
    return with.startsWith(before)
        ? with.substring(before.length())
        : tokenizer.decode(ids.subArray(position, position + 1));
  }
}
