package dev.o1pruner.serving;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.chat.ChatMessage;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonFields;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.PromptFormat;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/** Completions and chat completions: from a request's JSON to its reply's. */
final class Completions {

  private final LanguageModel model;
  private final String name;
  private final DecodingQueue queue;
  private final AtomicLong requests = new AtomicLong();

  Completions(LanguageModel model, String name, DecodingQueue queue) {
    this.model = model;
    this.name = name;
    this.queue = queue;
  }

  /** Goes on from a text or from token ids. */
  JsonObject complete(JsonObject body) {
    return answer("cmpl-", "text_completion", body, Query.read(body, this::prompt), false);
  }

  /** Answers a conversation, in the model's chat template. */
  JsonObject chat(JsonObject body) {
    return answer("chatcmpl-", "chat.completion", body, Query.read(body, this::conversation), true);
  }

  private ImmutableIntArray prompt(JsonObject body) {
    checkArgument(!body.has("messages"), "\"messages\" belong to /v1/chat/completions");
    JsonElement prompt = JsonFields.required(body, "prompt", value -> value);
    if (prompt.isJsonPrimitive()) {
      return model.tokenizer().encode(JsonFields.required(body, "prompt", JsonFields::text), true);
    }
    checkArgument(
        prompt.isJsonArray()
            && prompt.getAsJsonArray().asList().stream().allMatch(JsonElement::isJsonPrimitive),
        "\"prompt\" must be one text or one list of token ids");
    return JsonFields.required(body, "prompt", JsonFields::integers);
  }

  private ImmutableIntArray conversation(JsonObject body) {
    checkArgument(!body.has("prompt"), "\"prompt\" belongs to /v1/completions");
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonElement message : JsonFields.required(body, "messages", JsonElement::getAsJsonArray)) {
      checkArgument(message.isJsonObject(), "a message must be an object but was %s", message);
      messages.add(
          new ChatMessage(
              JsonFields.required(message.getAsJsonObject(), "role", JsonFields::text),
              JsonFields.required(message.getAsJsonObject(), "content", JsonFields::text)));
    }
    return PromptFormat.conversation(model, messages);
  }

  private JsonObject answer(
      String prefix, String object, JsonObject body, Query query, boolean chat) {
    String asked = JsonFields.optional(body, "model", JsonFields::text);
    if (asked != null && !asked.equals(name)) {
      throw Refusal.notFound("the model %s is not here; %s is".formatted(asked, name));
    }
    long number = requests.incrementAndGet();
    String id = prefix + number;
    checkArgument(!query.prompt().isEmpty(), "the prompt has no tokens");
    Prompt prompt = new Prompt(id, query.prompt());
    prompt.checkFits(model);
    List<Solution> solutions = draw(prompt, query, number);

    JsonArray choices = new JsonArray();
    int tokens = 0;
    for (Solution solution : solutions) {
      choices.add(choice(solution, query, chat));
      tokens += solution.length();
    }
    JsonObject usage = new JsonObject();
    usage.addProperty("prompt_tokens", query.prompt().length());
    usage.addProperty("completion_tokens", tokens);
    usage.addProperty("total_tokens", query.prompt().length() + tokens);
    JsonObject reply = new JsonObject();
    reply.addProperty("id", id);
    reply.addProperty("object", object);
    reply.addProperty("created", Instant.now().getEpochSecond());
    reply.addProperty("model", name);
    reply.add("choices", choices);
    reply.add("usage", usage);
    return reply;
  }

  private List<Solution> draw(Prompt prompt, Query query, long number) {
    SamplingSettings settings = query.settings();
    long seed = query.seeded() ? settings.seed() : Draw.streamSeed(number, name, 0);
    List<Draw> draws = new ArrayList<>();
    for (int choice = 0; choice < settings.samples(); choice++) {
      // The first choice has the request's own seed: that is how a sampler asks for one solution.
      long own = choice == 0 ? seed : Draw.streamSeed(seed, "choice", choice);
      draws.add(new Draw(prompt, choice, own, settings.maxTokens()));
    }
    SamplingSettings shared = settings.seed(0).samples(1).maxTokens(1);
    try {
      return queue.add(draws, shared).stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Refusal refusal ? refusal : e;
    }
  }

  private JsonObject choice(Solution solution, Query query, boolean chat) {
    boolean stopped = solution.finishReason() == FinishReason.STOP;
    ImmutableIntArray ids = solution.tokenIds();
    int last = ids.length() - 1;
    String text = model.tokenizer().decode(stopped ? ids.subArray(0, last) : ids);
    JsonObject choice = new JsonObject();
    choice.addProperty("index", solution.sample());
    if (chat) {
      JsonObject message = new JsonObject();
      message.addProperty("role", ChatMessage.ASSISTANT);
      message.addProperty("content", text);
      choice.add("message", message);
    } else {
      choice.addProperty("text", text);
    }
    choice.add("logprobs", null);
    choice.addProperty("finish_reason", stopped ? "stop" : "length");
    choice.addProperty("stop_reason", stopped ? ids.get(last) : null);
    if (query.returnTokenIds()) {
      choice.add("token_ids", Json.gson().toJsonTree(ids.asList()));
      choice.add("prompt_token_ids", Json.gson().toJsonTree(query.prompt().asList()));
    }
    return choice;
  }
}
