package dev.o1pruner.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TinyModel;
import dev.o1pruner.run.Json;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol over loopback, on the tiny model; word 39 ends a solution. */
class CompletionServerTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static LanguageModel model;

  /** To compare with: the server's own is in use until its draw is over, a little after a reply. */
  private static LanguageModel compared;

  private static CompletionServer server;

  @BeforeAll
  static void start() {
    model = TinyModel.load();
    compared = TinyModel.load();
    server = CompletionServer.start(ANY_PORT, model, "tiny", null, 8, 300);
  }

  @AfterAll
  static void stop() {
    server.close();
    server.close();
    model.close();
    compared.close();
  }

  private static HttpRequest.Builder request(CompletionServer asked, String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + asked.address().getPort() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    return CLIENT.sendAsync(request.build(), BodyHandlers.ofString()).join();
  }

  private static HttpResponse<String> get(String path) {
    return send(request(server, path));
  }

  private static HttpResponse<String> post(String path, String body) {
    return send(request(server, path).POST(BodyPublishers.ofString(body)));
  }

  private static JsonObject completion(String body) {
    HttpResponse<String> reply = post("/v1/completions", body);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return Json.parseObject(reply.body());
  }

  private static String error(HttpResponse<String> reply) {
    JsonObject error = Json.parseObject(reply.body()).getAsJsonObject("error");
    assertThat(error.get("code").getAsInt()).isEqualTo(reply.statusCode());
    assertThat(error.get("type").getAsString()).endsWith("_error");
    return error.get("message").getAsString();
  }

  private static Solution engine(ImmutableIntArray prompt, long seed, SamplingSettings settings) {
    Draw draw = new Draw(new Prompt("p", prompt), 0, seed, settings.maxTokens());
    return new EngineSampler(compared).draw(List.of(draw), settings, solution -> {}).get(0);
  }

  // ---- what is served

  @Test
  void it_says_that_it_lives_and_what_it_serves() {
    assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
    JsonArray models = Json.parseObject(get("/v1/models").body()).getAsJsonArray("data");
    assertThat(models).hasSize(1);
    assertThat(models.get(0).getAsJsonObject().get("id").getAsString()).isEqualTo("tiny");
  }

  @Test
  void a_seed_gives_the_tokens_of_the_engine() {
    SamplingSettings settings = SamplingSettings.defaults().maxTokens(20);
    Solution expected = engine(ImmutableIntArray.of(1, 2, 3), -5, settings);

    JsonObject reply =
        completion(
            "{\"model\":\"tiny\",\"prompt\":[1,2,3],\"seed\":-5,\"max_tokens\":20,"
                + "\"return_token_ids\":true}");

    JsonObject choice = reply.getAsJsonArray("choices").get(0).getAsJsonObject();
    assertThat(choice.get("token_ids").toString().replace(",", ", "))
        .isEqualTo(expected.tokenIds().toString());
    assertThat(choice.get("prompt_token_ids")).hasToString("[1,2,3]");
    assertThat(choice.get("finish_reason").getAsString())
        .isEqualTo(expected.finishReason() == FinishReason.STOP ? "stop" : "length");
    assertThat(reply.getAsJsonObject("usage").get("completion_tokens").getAsInt())
        .isEqualTo(expected.length());
    assertThat(reply.getAsJsonObject("usage").get("prompt_tokens").getAsInt()).isEqualTo(3);
  }

  @Test
  void a_text_prompt_is_encoded_and_ids_come_on_request_only() {
    JsonObject byText = completion("{\"prompt\":\"w1 w2\",\"temperature\":0}");
    JsonObject byIds = completion("{\"prompt\":[1,2],\"temperature\":0}");

    JsonObject choice = byText.getAsJsonArray("choices").get(0).getAsJsonObject();
    assertThat(choice).isEqualTo(byIds.getAsJsonArray("choices").get(0));
    assertThat(choice.keySet()).doesNotContain("token_ids", "prompt_token_ids");
    // 16 tokens without a limit, as OpenAI has it
    assertThat(byText.getAsJsonObject("usage").get("completion_tokens").getAsInt())
        .isLessThanOrEqualTo(16);
  }

  @Test
  void the_stop_token_is_named_and_not_in_the_text() {
    SamplingSettings greedy = SamplingSettings.greedy().maxTokens(3);
    int first = engine(ImmutableIntArray.of(1, 2), 0, greedy).tokenIds().get(0);

    JsonObject reply =
        completion(
            "{\"prompt\":[1,2],\"temperature\":0,\"return_token_ids\":true,\"stop_token_ids\":[%s]}"
                .formatted(first));

    JsonObject choice = reply.getAsJsonArray("choices").get(0).getAsJsonObject();
    assertThat(choice.get("finish_reason").getAsString()).isEqualTo("stop");
    assertThat(choice.get("stop_reason").getAsInt()).isEqualTo(first);
    assertThat(choice.get("text").getAsString()).isEmpty();
    assertThat(choice.get("token_ids")).hasToString("[" + first + "]");
  }

  @Test
  void n_choices_differ_and_come_again_with_the_seed() {
    String body = "{\"prompt\":[1,2],\"n\":4,\"seed\":3,\"max_tokens\":9}";

    JsonArray choices = completion(body).getAsJsonArray("choices");

    assertThat(choices).isEqualTo(completion(body).getAsJsonArray("choices"));
    assertThat(choices.asList().stream().map(c -> c.getAsJsonObject().get("index").getAsInt()))
        .containsExactly(0, 1, 2, 3);
    assertThat(choices.asList().stream().map(c -> c.getAsJsonObject().get("text")).distinct())
        .hasSizeGreaterThan(1);
    // without a seed each request is another draw
    String unseeded = "{\"prompt\":[1,2],\"max_tokens\":9}";
    assertThat(completion(unseeded).get("choices"))
        .isNotEqualTo(completion(unseeded).get("choices"));
  }

  @Test
  void requests_that_arrive_together_get_each_their_own() {
    List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
    for (int seed = 0; seed < 40; seed++) {
      // two temperatures: they can't share a call
      String body =
          "{\"prompt\":[%s],\"seed\":%s,\"max_tokens\":%s,\"temperature\":%s,\"return_token_ids\":true}"
              .formatted(seed % 7, seed, 5 + seed % 9, seed % 2 == 0 ? 1 : 0.5);
      replies.add(
          CLIENT.sendAsync(
              request(server, "/v1/completions").POST(BodyPublishers.ofString(body)).build(),
              BodyHandlers.ofString()));
    }
    for (int seed = 0; seed < 40; seed++) {
      JsonObject reply = Json.parseObject(replies.get(seed).join().body());
      SamplingSettings settings =
          SamplingSettings.defaults().temperature(seed % 2 == 0 ? 1 : 0.5).maxTokens(5 + seed % 9);
      Solution expected = engine(ImmutableIntArray.of(seed % 7), seed, settings);
      assertThat(
              reply
                  .getAsJsonArray("choices")
                  .get(0)
                  .getAsJsonObject()
                  .get("token_ids")
                  .toString()
                  .replace(",", ", "))
          .as("seed %s", seed)
          .isEqualTo(expected.tokenIds().toString());
    }
  }

  @Test
  void a_model_without_a_chat_template_refuses_a_chat() {
    HttpResponse<String> reply =
        post("/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"w1\"}]}");

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(error(reply)).contains("has no chat template");
  }

  @Test
  void a_chat_is_put_to_the_model_in_its_template(@TempDir Path folder) throws IOException {
    Path directory = TinyModel.copy(folder, config -> {});
    JsonObject template = new JsonObject();
    template.addProperty(
        "chat_template", "{% for m in messages %}{{ m['content'] }} {% endfor %}w7");
    Files.writeString(directory.resolve("tokenizer_config.json"), template.toString());
    try (LanguageModel own = LanguageModel.load(directory);
        CompletionServer chatting = CompletionServer.start(ANY_PORT, own, "chat", null, 4, 100)) {
      HttpResponse<String> reply =
          send(
              request(chatting, "/v1/chat/completions")
                  .POST(
                      BodyPublishers.ofString(
                          "{\"messages\":[{\"role\":\"user\",\"content\":\"w1 w2\"}],"
                              + "\"temperature\":0,\"max_completion_tokens\":5,"
                              + "\"return_token_ids\":true}")));

      JsonObject choice =
          Json.parseObject(reply.body()).getAsJsonArray("choices").get(0).getAsJsonObject();
      SamplingSettings greedy = SamplingSettings.greedy().maxTokens(5);
      Solution expected = engine(ImmutableIntArray.of(1, 2, 7), 0, greedy);
      assertThat(choice.get("prompt_token_ids")).hasToString("[1,2,7]");
      assertThat(choice.get("token_ids").toString().replace(",", ", "))
          .isEqualTo(expected.tokenIds().toString());
      assertThat(choice.getAsJsonObject("message").get("role").getAsString())
          .isEqualTo("assistant");
      assertThat(expected.text())
          .startsWith(choice.getAsJsonObject("message").get("content").getAsString());
    }
  }

  // ---- what is refused

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                       | not a JSON object",
        "[1]                                     | not a JSON object",
        "{}                                      | field \"prompt\" is missing",
        "{\"prompt\":[]}                         | the prompt has no tokens",
        "{\"prompt\":7}                          | \"prompt\" can't be 7",
        "{\"prompt\":[[1],[2]]}                  | one text or one list of token ids",
        "{\"prompt\":[1.5]}                      | \"prompt\" can't be [1.5]",
        "{\"prompt\":[40]}                       | token id 40 is outside the vocabulary of 40",
        "{\"prompt\":[-1]}                       | token id -1 is outside",
        "{\"prompt\":[1],\"n\":0}                | n must be in [1, 128] but was 0",
        "{\"prompt\":[1],\"n\":1.5}              | field \"n\" can't be 1.5",
        "{\"prompt\":[1],\"seed\":\"x\"}         | field \"seed\" can't be",
        "{\"prompt\":[1],\"temperature\":-1}     | temperature must be 0",
        "{\"prompt\":[1],\"top_p\":0}            | topP must be in (0, 1]",
        "{\"prompt\":[1],\"max_tokens\":0}       | maxTokens must be >= 1",
        "{\"prompt\":[1],\"stream\":true}        | field \"stream\" is not served here",
        "{\"prompt\":[1],\"stop\":[\"x\"]}       | field \"stop\" is not served here",
        "{\"prompt\":[1],\"logprobs\":1}         | field \"logprobs\" is not served here",
        "{\"prompt\":[1],\"presence_penalty\":1} | field \"presence_penalty\" is not served here",
        "{\"prompt\":[1],\"temprature\":1}       | field \"temprature\" is not served here",
        "{\"prompt\":[1],\"messages\":[]}        | belong to /v1/chat/completions",
      })
  void a_bad_request_is_named(String body, String reason) {
    HttpResponse<String> reply = post("/v1/completions", body);

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(error(reply)).contains(reason);
  }

  @Test
  void what_changes_nothing_is_not_refused() {
    completion(
        "{\"prompt\":[1],\"stream\":false,\"stop\":null,\"logprobs\":null,\"presence_penalty\":0,"
            + "\"best_of\":1,\"echo\":false,\"logit_bias\":{},\"top_k\":-1,\"user\":\"me\"}");
  }

  @Test
  void other_paths_models_and_methods_are_refused() {
    assertThat(get("/v1/embeddings").statusCode()).isEqualTo(404);
    assertThat(error(get("/v1/embeddings"))).contains("/v1/embeddings");
    HttpResponse<String> other = post("/v1/completions", "{\"model\":\"large\",\"prompt\":[1]}");
    assertThat(other.statusCode()).isEqualTo(404);
    assertThat(error(other)).contains("large", "tiny");
    assertThat(get("/v1/completions").statusCode()).isEqualTo(405);
  }

  @Test
  void a_prompt_that_fills_the_context_is_refused() {
    HttpResponse<String> reply =
        post("/v1/completions", "{\"prompt\":[1" + ",1".repeat(127) + "]}");

    assertThat(reply.statusCode()).isEqualTo(400);
    assertThat(error(reply)).contains("128 tokens");
  }

  @Test
  void a_web_page_cannot_set_the_server_to_work() {
    // what a browser sends without asking first: a form's or a script's "simple" request
    HttpResponse<String> reply =
        send(
            request(server, "/v1/completions")
                .header("Origin", "http://example.com")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"prompt\":[1]}")));
    assertThat(reply.statusCode()).isEqualTo(403);
    assertThat(error(reply)).isEqualTo("requests of web pages are not served");
    assertThat(reply.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
  }

  @Test
  void a_body_that_is_too_large_is_refused() {
    HttpResponse<String> reply = post("/v1/completions", " ".repeat((4 << 20) + 10));

    assertThat(reply.statusCode()).isEqualTo(413);
    assertThat(error(reply)).contains("4194304 bytes");
  }

  @Test
  void too_many_at_once_are_asked_to_come_later() {
    // 128 solutions fit into the queue of 300 twice; the third request doesn't, whatever is done
    String body = "{\"prompt\":[1],\"n\":128,\"seed\":1,\"max_tokens\":120,\"stop_token_ids\":[]}";
    List<CompletableFuture<HttpResponse<String>>> replies = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      replies.add(
          CLIENT.sendAsync(
              request(server, "/v1/completions").POST(BodyPublishers.ofString(body)).build(),
              BodyHandlers.ofString()));
    }
    List<HttpResponse<String>> ended = replies.stream().map(CompletableFuture::join).toList();

    assertThat(ended)
        .extracting(HttpResponse::statusCode)
        .contains(200, 429)
        .containsOnly(200, 429);
    HttpResponse<String> refused =
        ended.stream().filter(reply -> reply.statusCode() == 429).findFirst().orElseThrow();
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(error(refused)).contains("try again later");
  }

  @Test
  void a_key_is_asked_for_and_shown_nowhere() {
    try (LanguageModel own = TinyModel.load();
        CompletionServer locked =
            CompletionServer.start(ANY_PORT, own, "tiny", "sk-secret-0123", 4, 100)) {
      for (String path : List.of("/v1/models", "/v1/completions")) {
        assertThat(send(request(locked, path)).statusCode()).as(path).isEqualTo(401);
      }
      HttpResponse<String> wrong =
          send(request(locked, "/v1/models").header("Authorization", "Bearer sk-secret-012"));
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(error(wrong)).doesNotContain("sk-");
      HttpRequest.Builder right =
          request(locked, "/v1/models").header("Authorization", "Bearer sk-secret-0123");
      assertThat(send(right).statusCode()).isEqualTo(200);
      assertThat(send(request(locked, "/health")).statusCode()).isEqualTo(200);
    }
  }

  // ---- the end

  @Test
  void closing_answers_what_is_open_and_frees_the_model() throws InterruptedException {
    try (LanguageModel own = TinyModel.load()) {
      CompletableFuture<HttpResponse<String>> open;
      try (CompletionServer closing =
          CompletionServer.start(ANY_PORT, own, "tiny", null, 1, 10_000)) {
        String body = "{\"prompt\":[1],\"n\":128,\"max_tokens\":120}"; // one slot: it takes long
        open =
            CLIENT.sendAsync(
                request(closing, "/v1/completions").POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
        TimeUnit.MILLISECONDS.sleep(100);
      }
      assertThat(open.join().statusCode()).isEqualTo(503);
      // nothing uses the model any more
      assertThat(own.logits(ImmutableIntArray.of(1))).hasDimensions(1, TinyModel.VOCABULARY);
    }
  }

  @Test
  void an_address_in_use_is_refused() {
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> CompletionServer.start(server.address(), model, "tiny", null, 1, 1))
        .withMessageContaining("cannot listen on");
  }
}
