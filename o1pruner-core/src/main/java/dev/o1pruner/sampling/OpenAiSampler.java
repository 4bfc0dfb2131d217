package dev.o1pruner.sampling;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.util.concurrent.Uninterruptibles;
import com.google.gson.JsonObject;
import dev.o1pruner.model.TextModel;
import dev.o1pruner.run.Interruption;
import dev.o1pruner.run.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Samples with a model behind a server that speaks OpenAI's completions protocol: vLLM, our own
 * {@code serve}, and others.
 *
 * <p>Prompts go out as token ids, one request per solution with its own seed: a solution doesn't
 * depend on which requests failed, and asking for more samples repeats none. A draw's start goes
 * out with its prompt and comes back as part of its solution. The tokens come back as ids where the
 * server knows {@code return_token_ids} (vLLM 0.10.2 and later). Where it doesn't, its text is
 * encoded again and checked: it must decode to the same text, and to as many tokens as the server
 * counted. What can't be checked goes to {@link ServerListener#onRefused}.
 *
 * <p>A request is tried again after 429, 5xx, a timeout, a broken connection or a reply that is cut
 * off; after any other 4xx it isn't. The key is sent to the server and shown nowhere.
 */
public final class OpenAiSampler implements Sampler {

  /** Seconds that the requests under way get to notice that they are called off. */
  private static final int CALL_OFF_SECONDS = 5;

  private final TextModel model;
  private final ServerConnection connection;
  private final @Nullable String modelName;
  private final int concurrency;
  private final ServerListener listener;

  OpenAiSampler(OpenAiSamplerBuilder builder, TextModel model, ServerConnection connection) {
    this.model = model;
    this.connection = connection;
    this.modelName = builder.modelName;
    this.concurrency = builder.concurrency;
    this.listener = builder.listener;
  }

  /** A sampler to be set up; needs a server and a model. */
  public static OpenAiSamplerBuilder builder() {
    return new OpenAiSamplerBuilder();
  }

  /** A draw's number and what came of it. */
  private record Answer(int order, CompletionReply reply) {}

  /**
   * {@inheritDoc}
   *
   * @return all solutions but those that a {@link ServerListener} let pass as refused
   * @throws ServerException if a request isn't answered; solutions that {@code onSolution} heard of
   *     are as good as ever
   */
  @Override
  public List<Solution> draw(
      List<Draw> draws, SamplingSettings settings, Consumer<Solution> onSolution) {
    Set<Integer> stops =
        ImmutableSortedSet.<Integer>naturalOrder()
            .addAll(model.endTokenIds())
            .addAll(settings.stopTokenIds())
            .build();
    draws.forEach(draw -> draw.check(model, stops));
    if (draws.isEmpty()) {
      return List.of();
    }
    ExecutorService senders = Executors.newFixedThreadPool(Math.min(concurrency, draws.size()));
    try {
      CompletionService<Answer> answers = new ExecutorCompletionService<>(senders);
      for (int i = 0; i < draws.size(); i++) {
        int order = i;
        answers.submit(() -> new Answer(order, ask(draws.get(order), settings, stops)));
      }
      return collect(answers, draws, onSolution);
    } finally {
      callOff(senders);
    }
  }

  private List<Solution> collect(
      CompletionService<Answer> answers, List<Draw> draws, Consumer<Solution> onSolution) {
    @Nullable Solution[] solutions = new Solution[draws.size()];
    for (int ended = 0; ended < draws.size(); ended++) {
      try {
        Answer answer = answers.take().get();
        Solution solution = answer.reply.solution();
        if (solution == null) {
          listener.onRefused(draws.get(answer.order), answer.reply.reason());
          continue;
        }
        solutions[answer.order] = solution;
        if (answer.reply.encodedAgain()) {
          listener.onEncodedAgain(solution);
        }
        Interruption.holdBack(() -> onSolution.accept(solution)); // it may write to a file
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException(
            "sampling was interrupted when %s of %s solutions were drawn"
                .formatted(ended, draws.size()));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException("a request failed: " + e.getCause(), e.getCause());
      }
    }
    List<Solution> drawn = new ArrayList<>();
    for (Solution solution : solutions) {
      if (solution != null) {
        drawn.add(solution);
      }
    }
    return drawn;
  }

  private CompletionReply ask(Draw draw, SamplingSettings settings, Set<Integer> stops)
      throws InterruptedException {
    int room = model.config().maxPositions() - draw.prompt().tokenIds().length();
    Draw fitting = draw.maxTokens(Math.min(draw.maxTokens(), room));
    JsonObject reply = connection.post(fitting, body(fitting, settings, stops), listener);
    try {
      return CompletionReply.read(reply, fitting, model, stops);
    } catch (IllegalArgumentException e) {
      throw new ServerException(
          "the reply to sample %s of problem %s can't be used: %s"
              .formatted(
                  draw.sample(),
                  draw.prompt().problemId(),
                  connection.quote(String.valueOf(e.getMessage()))));
    }
  }

  private JsonObject body(Draw draw, SamplingSettings settings, Set<Integer> stops) {
    JsonObject body = new JsonObject();
    if (modelName != null) {
      body.addProperty("model", modelName);
    }
    body.add("prompt", Json.gson().toJsonTree(draw.context().tokenIds().asList()));
    body.addProperty("n", 1);
    body.addProperty("seed", draw.seed());
    body.addProperty("temperature", settings.temperature());
    body.addProperty("top_p", settings.topP());
    body.addProperty("top_k", settings.topK());
    // servers take what a request leaves open from the model's generation_config.json
    body.addProperty("min_p", 0);
    body.addProperty("repetition_penalty", 1);
    body.addProperty("repeat_penalty", 1); // llama.cpp's name
    body.addProperty("max_tokens", draw.maxTokens() - draw.start().length());
    body.add("stop_token_ids", Json.gson().toJsonTree(List.copyOf(stops)));
    body.addProperty("return_token_ids", true);
    return body;
  }

  /** Ends the requests under way, and waits until they have ended. */
  private static void callOff(ExecutorService senders) {
    senders.shutdownNow();
    // Best effort: a request that doesn't end in time ends with its own timeout.
    var unused =
        Uninterruptibles.awaitTerminationUninterruptibly(
            senders, CALL_OFF_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public String toString() {
    return "OpenAiSampler[%s, model %s]"
        .formatted(connection.address(), Objects.requireNonNullElse(modelName, "of the server"));
  }
}
