package dev.o1pruner.sampling;

import static dev.o1pruner.sampling.StubServer.answer;
import static dev.o1pruner.sampling.StubServer.choice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.TextModel;
import dev.o1pruner.model.TinyModel;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a server does: a stub on loopback misbehaves, word 39 ends a solution. */
class OpenAiSamplerTest {

  private static final String KEY = "sk-secret-0123";
  private static final Prompt PROMPT = new Prompt("p", ImmutableIntArray.of(1, 2));
  private static final SamplingSettings SETTINGS = SamplingSettings.defaults().maxTokens(4);
  private static final String GOOD =
      "\"text\":\"w5 w6\",\"finish_reason\":\"stop\",\"stop_reason\":null,\"token_ids\":[5,6,39]";

  private static TextModel model;
  private StubServer stub;
  private final List<String> retries = new CopyOnWriteArrayList<>();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void load() {
    model = TextModel.load(TinyModel.directory());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @BeforeEach
  void start() {
    stub = new StubServer(choice(GOOD));
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private OpenAiSamplerBuilder builder() {
    return OpenAiSampler.builder()
        .server(stub.address())
        .model(model)
        .apiKey(KEY)
        .firstPause(Duration.ofMillis(20))
        .listener(new Retries());
  }

  /** Takes down what is tried again. */
  private class Retries implements ServerListener {
    @Override
    public void onRetry(Draw draw, int attempt, String reason, Duration pause) {
      retries.add(reason);
      pauses.add(pause);
    }
  }

  private Solution one() {
    return builder().build().sample(List.of(PROMPT), SETTINGS).get(0);
  }

  private static List<Prompt> prompts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Prompt("p" + i, ImmutableIntArray.of(i % 39)))
        .toList();
  }

  // ---- what goes out

  @Test
  void a_request_says_everything_and_one_solution_has_one_seed() {
    builder()
        .modelName("tiny")
        .build()
        .sample(
            List.of(PROMPT), SETTINGS.samples(2).seed(7).topK(5).topP(0.5).stopTokenIds(Set.of(8)));

    assertThat(stub.seen).hasSize(2);
    for (StubServer.Seen seen : stub.seen) {
      assertThat(seen.authorization()).isEqualTo("Bearer " + KEY);
      assertThat(seen.body().get("model").getAsString()).isEqualTo("tiny");
      assertThat(seen.body().get("prompt")).hasToString("[1,2]");
      assertThat(seen.body().get("n").getAsInt()).isEqualTo(1);
      assertThat(seen.body().get("temperature").getAsDouble()).isEqualTo(1);
      assertThat(seen.body().get("top_p").getAsDouble()).isEqualTo(0.5);
      assertThat(seen.body().get("top_k").getAsInt()).isEqualTo(5);
      // not left to the generation_config.json of the server's model
      assertThat(seen.body().get("repetition_penalty").getAsInt()).isEqualTo(1);
      assertThat(seen.body().get("min_p").getAsInt()).isZero();
      assertThat(seen.body().get("max_tokens").getAsInt()).isEqualTo(4);
      assertThat(seen.body().get("stop_token_ids")).hasToString("[8,39]");
      assertThat(seen.body().get("return_token_ids").getAsBoolean()).isTrue();
    }
    assertThat(stub.seen.stream().map(seen -> seen.body().get("seed").getAsLong()))
        .containsExactlyInAnyOrder(Draw.streamSeed(7, "p", 0), Draw.streamSeed(7, "p", 1));
  }

  @Test
  void a_start_goes_out_with_the_prompt_and_comes_back_with_the_solution() {
    Solution solution =
        SolutionStarts.of(ImmutableIntArray.of(8))
            .on(builder().build())
            .sample(List.of(PROMPT), SETTINGS)
            .get(0);

    assertThat(stub.seen.get(0).body().get("prompt")).hasToString("[1,2,8]");
    assertThat(stub.seen.get(0).body().get("max_tokens").getAsInt()).isEqualTo(3);
    assertThat(solution.promptIds()).isEqualTo(PROMPT.tokenIds());
    assertThat(solution.tokenIds()).hasToString("[8, 5, 6, 39]");
    assertThat(solution.text()).isEqualTo(model.tokenizer().decode(solution.tokenIds()));
  }

  @Test
  void no_more_requests_than_allowed_are_under_way() {
    stub.usual =
        exchange -> {
          TimeUnit.MILLISECONDS.sleep(20);
          choice(GOOD).act(exchange);
        };

    assertThat(builder().concurrency(3).build().sample(prompts(30), SETTINGS)).hasSize(30);
    assertThat(stub.mostAtOnce).hasValue(3);
  }

  // ---- what comes back

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // text, finish_reason, stop_reason, ids of the server | the solution's ids, why it ended
        "w5 w6       | stop   | null | [5,6,39]   | [5, 6, 39]    | STOP",
        "w5 w6       | stop   | 39   | [5,6]      | [5, 6, 39]    | STOP",
        "w5 w6 w7 w8 | length | null | [5,6,7,8]  | [5, 6, 7, 8]  | LENGTH",
        // the server doesn't know our end token: what follows it isn't ours
        "w5 w6 w7    | length | null | [5,39,6,7] | [5, 39]       | STOP",
        // ids cut off at the limit that end in a stop token
        "w5 w6 w7    | length | null | [5,6,7,39] | [5, 6, 7, 39] | STOP",
        // no ids: the text is encoded again
        "w5 w6       | stop   | null | -          | [5, 6, 39]    | STOP",
        "w5 w6       | stop   | 39   | -          | [5, 6, 39]    | STOP",
        "''          | stop   | null | -          | [39]          | STOP",
        "w5 w6 w7 w8 | length | null | -          | [5, 6, 7, 8]  | LENGTH",
      })
  void a_reply_becomes_the_tokens_that_were_sampled(
      String text, String finish, String stop, String ids, String expected, FinishReason reason) {
    stub.usual = choice(fields(text, finish, stop) + (ids == null ? "" : ",\"token_ids\":" + ids));

    Solution solution = one();

    assertThat(solution.tokenIds()).hasToString(expected);
    assertThat(solution.finishReason()).isEqualTo(reason);
    assertThat(solution.text()).isEqualTo(model.tokenizer().decode(solution.tokenIds()));
  }

  private static String fields(String text, String finish, String stop) {
    return "\"text\":\"%s\",\"finish_reason\":\"%s\",\"stop_reason\":%s"
        .formatted(text, finish, stop);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // unknown words become w0: the text can't be had back
        "hello    | stop   | null     | -     | -      | decodes to another text",
        "w5  w6   | stop   | null     | -     | -      | decodes to another text",
        // the server counted more tokens than the text has: a special one was left out
        "w5 w6    | length | null     | -     | 3      | sampled 3 tokens where its text has 2",
        "w5 w6    | stop   | null     | -     | 9      | sampled 9 tokens where its text has 3",
        // ended by something that isn't a stop token of ours
        "w5 w6    | stop   | 7        | -     | -      | (token 7) is none of the stop tokens [39]",
        "w5 w6    | stop   | 7        | [5,6] | -      | (token 7) is none of the stop tokens",
        "w5 w6    | stop   | null     | [5,6] | -      | (not said) is none of the stop tokens",
        "w5 w6    | stop   | \"stop\" | -     | -      | (not said) is none of the stop tokens",
        "''       | length | null     | []    | -      | it has no tokens",
        "''       | length | null     | -     | -      | it has no tokens",
      })
  void what_cannot_be_checked_is_refused_and_counted(
      String text, String finish, String stop, String ids, String usage, String reason) {
    stub.usual =
        answer(
            200,
            "{\"choices\":[{%s%s}]%s}"
                .formatted(
                    fields(text, finish, stop),
                    ids == null ? "" : ",\"token_ids\":" + ids,
                    usage == null ? "" : ",\"usage\":{\"completion_tokens\":" + usage + "}"));

    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(this::one)
        .withMessageContaining("sample 0 of problem p can't be used: ")
        .withMessageContaining(reason);

    List<String> refused = new ArrayList<>();
    ServerListener lenient =
        new ServerListener() {
          @Override
          public void onRefused(Draw draw, String why) {
            refused.add(why);
          }
        };
    List<Solution> heard = new ArrayList<>();
    assertThat(builder().listener(lenient).build().sample(List.of(PROMPT), SETTINGS, heard::add))
        .isEmpty();
    assertThat(heard).isEmpty();
    assertThat(refused).singleElement().asString().contains(reason);
  }

  @Test
  void a_text_that_was_encoded_again_is_reported_and_a_refusal_leaves_the_others() {
    List<String> encoded = new ArrayList<>();
    List<Integer> refused = new ArrayList<>();
    stub.usual =
        exchange -> {
          boolean first = stub.seen.size() == 1;
          choice(fields(first ? "hello" : "w5", "stop", "null")).act(exchange);
        };
    ServerListener listener =
        new ServerListener() {
          @Override
          public void onEncodedAgain(Solution solution) {
            encoded.add(solution.text());
          }

          @Override
          public void onRefused(Draw draw, String reason) {
            refused.add(draw.sample());
          }
        };

    List<Solution> solutions =
        builder()
            .concurrency(1)
            .listener(listener)
            .build()
            .sample(List.of(PROMPT), SETTINGS.samples(3));

    assertThat(solutions.stream().map(Solution::sample)).containsExactly(1, 2);
    assertThat(encoded).containsExactly("w5", "w5");
    assertThat(refused).containsExactly(0);
  }

  // ---- faults that pass

  private static Stream<Arguments> passing() {
    return Stream.of(
        Arguments.of("429", answer(429, "{\"error\":{\"message\":\"slow down\"}}"), "slow down"),
        Arguments.of("500", answer(500, "<html>oops</html>"), "answered 500: <html>oops"),
        Arguments.of("503", answer(503, ""), "the server answered 503: nothing"),
        Arguments.of("hang up", StubServer.hangUp(), "the connection broke"),
        Arguments.of("broken off", StubServer.breakOff(), "the connection broke"),
        Arguments.of("truncated", answer(200, "{\"choices\":[{\"tex"), "not JSON"),
        Arguments.of("no reply", StubServer.hang(), "no reply within 0.5 s"),
        Arguments.of("no body", StubServer.hangInBody(), "no reply within 0.5 s"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void a_fault_that_passes_is_tried_again(String name, StubServer.Behaviour fault, String reason) {
    stub.faults.add(fault);
    stub.faults.add(fault);

    Solution solution =
        builder().timeout(Duration.ofMillis(500)).build().sample(List.of(PROMPT), SETTINGS).get(0);

    assertThat(solution.tokenIds()).hasToString("[5, 6, 39]");
    assertThat(stub.seen).hasSize(3);
    assertThat(stub.seen.get(2).body()).isEqualTo(stub.seen.get(0).body());
    assertThat(retries).hasSize(2).allSatisfy(said -> assertThat(said).contains(reason));
    // 20 ms, then 40 ms, each times a factor in [0.5, 1)
    assertThat(pauses.get(0)).isBetween(Duration.ofMillis(10), Duration.ofMillis(20));
    assertThat(pauses.get(1)).isBetween(Duration.ofMillis(20), Duration.ofMillis(40));
  }

  @Test
  void retry_after_is_honoured() {
    stub.faults.add(answer(429, "", "Retry-After", "1"));

    one();

    assertThat(stub.seen.get(1).nanoTime() - stub.seen.get(0).nanoTime())
        .isGreaterThanOrEqualTo(1_000_000_000L);
    assertThat(pauses).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void a_server_that_stays_away_is_given_up_with_what_it_said() {
    stub.usual = answer(503, "{\"error\":{\"message\":\"no GPU left\"}}");

    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(() -> builder().attempts(3).build().sample(List.of(PROMPT), SETTINGS))
        .withMessageContaining("sample 0 of problem p")
        .withMessageContaining("after 3 attempts")
        .withMessageContaining("503")
        .withMessageContaining("no GPU left");
    assertThat(stub.seen).hasSize(3);
  }

  // ---- faults that don't pass

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 404, 413, 422})
  void another_status_fails_at_once(int status) {
    stub.usual = answer(status, "{\"error\":{\"message\":\"not like this\"}}");

    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(this::one)
        .withMessageContaining("problem p")
        .withMessageContaining("after 1 attempt: the server answered " + status)
        .withMessageContaining("not like this");
    assertThat(stub.seen).hasSize(1);
  }

  @Test
  void a_retry_after_of_hours_is_not_waited_for() {
    stub.usual = answer(429, "quota used up", "Retry-After", "7200");

    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(this::one)
        .withMessageContaining("quota used up");
    assertThat(stub.seen).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                | field \"choices\" is missing",
        "{\"choices\":3}                   | field \"choices\" can't be 3",
        "{\"choices\":[]}                  | there are 0 choices instead of 1",
        "{\"choices\":[{},{}]}             | there are 2 choices instead of 1",
        "{\"choices\":[7]}                 | the choice is no object",
        "{\"choices\":[{\"text\":\"w5\"}]} | field \"finish_reason\" is missing",
      })
  void a_reply_of_another_shape_is_refused(String reply, String reason) {
    stub.usual = answer(200, reply);
    assertUnusable(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"finish_reason\":\"content_filter\"                          | is neither stop nor length",
        "\"finish_reason\":null                                        | field \"finish_reason\"",
        "\"finish_reason\":\"length\",\"text\":5                       | field \"text\" can't be 5",
        "\"finish_reason\":\"length\"                                  | field \"text\" is missing",
        "\"finish_reason\":\"length\",\"text\":\"\",\"token_ids\":[1.5] | field \"token_ids\"",
        "\"finish_reason\":\"length\",\"text\":\"\",\"token_ids\":[40]  | token id 40 is outside",
        "\"finish_reason\":\"length\",\"text\":\"\",\"token_ids\":[1,2,3,4,5] | at most 4",
        "\"finish_reason\":\"length\",\"text\":\"w1 w1 w1 w1 w1\"      | at most 4",
        "\"finish_reason\":\"length\",\"prompt_token_ids\":[3]         | read other tokens ([3])",
      })
  void a_choice_that_breaks_the_protocol_is_refused(String fields, String reason) {
    stub.usual = choice(fields);
    assertUnusable(reason);
  }

  private void assertUnusable(String reason) {
    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(this::one)
        .withMessageContaining("sample 0 of problem p")
        .withMessageContaining(reason);
    assertThat(stub.seen).hasSize(1);
  }

  @Test
  void a_body_that_never_ends_is_given_up() {
    stub.usual =
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // chunked: no length
          byte[] megabyte = new byte[1 << 20];
          for (int i = 0; i < 200; i++) {
            exchange.getResponseBody().write(megabyte);
          }
        };

    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(this::one)
        .withMessageContaining("the reply is larger than 67108864 bytes");
    assertThat(stub.seen).hasSize(1);
  }

  // ---- what is there stays

  @Test
  void what_ended_before_a_failure_was_heard_of() {
    stub.usual =
        exchange -> (stub.seen.size() <= 2 ? choice(GOOD) : answer(400, "enough")).act(exchange);
    List<String> heard = new ArrayList<>();

    assertThatExceptionOfType(ServerException.class)
        .isThrownBy(
            () ->
                builder()
                    .concurrency(1)
                    .build()
                    .sample(prompts(5), SETTINGS, solution -> heard.add(solution.problemId())))
        .withMessageContaining("problem p2");
    assertThat(heard).containsExactly("p0", "p1");
  }

  @Test
  void an_interrupt_ends_it_and_stays_set() throws InterruptedException {
    stub.usual = StubServer.hang();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> flag = new AtomicReference<>();
    Thread sampling =
        new Thread(
            () -> {
              thrown.set(catchThrowable(() -> builder().build().sample(prompts(4), SETTINGS)));
              flag.set(Thread.currentThread().isInterrupted());
            });
    sampling.start();
    for (int i = 0; i < 500 && stub.seen.isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }

    sampling.interrupt();
    sampling.join(10_000);

    assertThat(sampling.isAlive()).isFalse();
    assertThat(thrown.get())
        .isInstanceOf(CancellationException.class)
        .hasMessageContaining("0 of 4");
    assertThat(flag.get()).isTrue();
  }

  // ---- the key

  @Test
  void the_key_is_shown_nowhere() {
    List<Supplier<Throwable>> failures =
        List.of(
            () -> {
              stub.usual = answer(401, "{\"error\":{\"message\":\"wrong key " + KEY + "\"}}");
              return catchThrowable(this::one);
            },
            () -> {
              stub.usual = answer(500, "Authorization: Bearer " + KEY);
              return catchThrowable(
                  () -> builder().attempts(2).build().sample(List.of(PROMPT), SETTINGS));
            },
            () -> {
              stub.usual = choice("\"finish_reason\":\"" + KEY + "\"");
              return catchThrowable(this::one);
            });
    for (Supplier<Throwable> failure : failures) {
      Throwable thrown = failure.get();
      assertThat(thrown).isInstanceOf(ServerException.class);
      for (Throwable t = thrown; t != null; t = t.getCause()) {
        assertThat(t.toString()).doesNotContain(KEY);
      }
    }
    assertThat(retries).isNotEmpty().allSatisfy(said -> assertThat(said).doesNotContain(KEY));
    assertThat(builder().build().toString()).contains("127.0.0.1").doesNotContain(KEY);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().apiKey("bad\nkey"))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("bad"));
  }

  @Test
  void an_address_must_be_one() {
    for (String bad :
        List.of("ftp://h", "localhost:80", "http:///x", "http://h?q=1", "http://h#f")) {
      assertThatIllegalArgumentException()
          .as(bad)
          .isThrownBy(() -> OpenAiSampler.builder().server(URI.create(bad)));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OpenAiSampler.builder().server(URI.create("http://u:secret@h")))
        .satisfies(e -> assertThat(e.toString()).doesNotContain("secret"));
    assertThatIllegalStateException()
        .isThrownBy(() -> OpenAiSampler.builder().build())
        .withMessageContaining("needs [server, model]");
    for (String base : List.of("http://h:1", "http://h:1/", "http://h:1/v1", "http://h:1/v1/")) {
      assertThat(OpenAiSampler.builder().server(URI.create(base)).model(model).build().toString())
          .contains("[http://h:1/v1/completions,");
    }
  }
}
