package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import dev.o1pruner.model.TextModel;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.OpenAiSampler;
import dev.o1pruner.sampling.OpenAiSamplerBuilder;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.ServerListener;
import dev.o1pruner.sampling.Solution;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A server that samples instead of this process. */
final class ServerOptions {

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "Sample from this server (OpenAI's protocol, such as vLLM or serve); --model still"
              + " gives tokenizer, template and config.")
  private @Nullable URI server;

  @Option(
      names = "--server-model",
      paramLabel = "NAME",
      description = "What the server calls the model, if it must be told.")
  private @Nullable String serverModel;

  @Option(
      names = "--api-key-env",
      paramLabel = "NAME",
      description = "Environment variable that holds the server's API key.")
  private @Nullable String apiKeyVariable;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Most requests to the server at once.")
  private int concurrency = OpenAiSamplerBuilder.DEFAULT_CONCURRENCY;

  boolean used() {
    return server != null;
  }

  /** A sampler that tells of what goes wrong. */
  Sampler sampler(TextModel model, Notes notes) {
    checkArgument(server != null, "no server was given");
    OpenAiSamplerBuilder builder =
        OpenAiSampler.builder()
            .server(server)
            .model(model)
            .concurrency(concurrency)
            .listener(notes);
    String key = key(apiKeyVariable);
    if (key != null) {
      builder.apiKey(key);
    }
    if (serverModel != null) {
      builder.modelName(serverModel);
    }
    return builder.build();
  }

  /** Adds where solutions come from. */
  void describe(JsonObject origin) {
    origin.addProperty("server", server == null ? null : server.toString());
    origin.addProperty("serverModel", serverModel);
  }

  /** The value of a variable; null if none was named. */
  static @Nullable String key(@Nullable String variable) {
    if (variable == null) {
      return null;
    }
    String key = System.getenv(variable);
    checkArgument(
        key != null && !key.isBlank(), "--api-key-env: the variable %s is not set", variable);
    return key.strip();
  }

  /** What is said on standard error, and counted. */
  static final class Notes implements ServerListener {

    private final Output output;
    private int encodedAgain;
    private int refused;

    Notes(Output output) {
      this.output = output;
    }

    @Override
    public synchronized void onRetry(Draw draw, int attempt, String reason, Duration pause) {
      output.note(
          "problem %s, sample %s: %s; again in %.1f s"
              .formatted(draw.prompt().problemId(), draw.sample(), reason, pause.toMillis() / 1e3));
    }

    @Override
    public void onEncodedAgain(Solution solution) {
      encodedAgain++;
    }

    @Override
    public void onRefused(Draw draw, String reason) {
      refused++;
      output.note(
          "problem %s, sample %s is left out: %s"
              .formatted(draw.prompt().problemId(), draw.sample(), reason));
    }

    /** Sums up what isn't as it should be. */
    void sumUp() {
      if (encodedAgain > 0) {
        output.note(
            encodedAgain
                + " solutions came as text only and were encoded again: their tokens may differ"
                + " from those sampled");
      }
      if (refused > 0) {
        output.note(refused + " solutions were left out: their tokens can't be known");
      }
    }
  }
}
