package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several threads, several models, and their ends. */
class ModelUseTest {

  private static final SamplingSettings SETTINGS =
      SamplingSettings.defaults().maxTokens(30).samples(8);
  private static final TokenSequence SEQUENCE =
      new TokenSequence(ImmutableIntArray.of(1, 2, 3), ImmutableIntArray.of(4, 5));

  private final ExecutorService threads =
      Executors.newCachedThreadPool(work -> new Thread(work, "worker"));
  private final CountDownLatch inUse = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  @AfterEach
  void end() {
    mayEnd.countDown();
    threads.shutdownNow();
  }

  private static List<Solution> sample(
      LanguageModel model, long seed, Consumer<Solution> onSolution) {
    return new EngineSampler(model)
        .sample(
            List.of(new Prompt("p", ImmutableIntArray.of(1, 2, 3))),
            SETTINGS.seed(seed),
            onSolution);
  }

  /** Samples in a thread that stays in the middle of it until it may end. */
  private Future<List<Solution>> sampleUntilItMayEnd(LanguageModel model) throws Exception {
    Future<List<Solution>> sampling =
        threads.submit(
            () ->
                sample(
                    model,
                    1,
                    solution -> {
                      inUse.countDown();
                      await(mayEnd);
                    }));
    assertThat(inUse.await(30, TimeUnit.SECONDS)).isTrue();
    return sampling;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_second_thread_is_refused_and_told_who_uses_the_model_for_what(@TempDir Path temp)
      throws Exception {
    try (LanguageModel model = TinyModel.load();
        LanguageModel adapted = model.withAdapter(LoraSettings.defaults())) {
      Future<List<Solution>> sampling = sampleUntilItMayEnd(model);

      for (Callable<?> second :
          List.<Callable<?>>of(
              () -> model.logProbs(List.of(SEQUENCE)),
              () -> model.logits(ImmutableIntArray.of(1)),
              () -> sample(model, 2, solution -> {}),
              () -> adapted.logProbs(List.of(SEQUENCE)), // on the same weights
              () -> model.withAdapter(LoraSettings.defaults()),
              () -> ModelWeights.hash(model),
              () -> {
                model.save(temp.resolve("saved"));
                return null;
              })) {
        assertThatThrownBy(second::call)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(TinyModel.directory() + " can't be used for")
            .hasMessageContaining("thread worker uses it for sampling");
      }
      assertThat(temp.resolve("saved")).doesNotExist();

      mayEnd.countDown();
      List<Solution> undisturbed = sampling.get(30, TimeUnit.SECONDS);
      assertThat(undisturbed).isEqualTo(sample(model, 1, solution -> {}));
    }
  }

  @Test
  void the_same_thread_may_score_while_it_samples() {
    try (LanguageModel model = TinyModel.load()) {
      float[] alone = model.logProbs(List.of(SEQUENCE)).get(0);
      List<Solution> undisturbed = sample(model, 1, solution -> {});

      assertThat(
              sample(
                  model,
                  1,
                  solution ->
                      assertThat(model.logProbs(List.of(SEQUENCE)).get(0)).isEqualTo(alone)))
          .isEqualTo(undisturbed);
    }
  }

  @Test
  void two_models_are_loaded_and_sampled_at_once_as_each_alone() throws Exception {
    List<Future<List<Solution>>> drawn =
        List.of(threads.submit(() -> loadAndSample(1)), threads.submit(() -> loadAndSample(2)));

    try (LanguageModel model = TinyModel.load()) {
      for (int i = 0; i < 2; i++) {
        assertThat(drawn.get(i).get(60, TimeUnit.SECONDS))
            .isEqualTo(sample(model, 1 + i, solution -> {}));
      }
    }
  }

  private static List<Solution> loadAndSample(long seed) {
    try (LanguageModel model = TinyModel.load()) {
      List<Solution> first = sample(model, seed, solution -> {});
      for (int again = 0; again < 10; again++) {
        assertThat(sample(model, seed, solution -> {})).isEqualTo(first);
      }
      return first;
    }
  }

  @Test
  void closing_waits_for_the_use_of_the_model_or_of_an_adapter_on_it() throws Exception {
    LanguageModel model = TinyModel.load();
    LanguageModel adapted = model.withAdapter(LoraSettings.defaults());
    Future<List<Solution>> sampling = sampleUntilItMayEnd(adapted);
    Future<?> closing = threads.submit(model::close);

    assertThatThrownBy(() -> closing.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    assertThat(model.isOpen()).isTrue();
    mayEnd.countDown();

    assertThat(sampling.get(30, TimeUnit.SECONDS)).hasSize(8);
    closing.get(30, TimeUnit.SECONDS);
    assertThat(model.isOpen()).isFalse();
    assertThat(adapted.isOpen()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> sample(adapted, 1, solution -> {}))
        .withMessageContaining("is closed");
    adapted.close();
    model.close();
  }

  @Test
  void a_model_is_not_closed_from_the_middle_of_its_own_use() {
    LanguageModel model = TinyModel.load();
    assertThatIllegalStateException()
        .isThrownBy(() -> sample(model, 1, solution -> model.close()))
        .withMessageContaining("can't be closed")
        .withMessageContaining("for sampling, which is the closing one itself");
    assertThat(sample(model, 1, solution -> {})).hasSize(8); // and goes on to work
    model.close();
    assertThat(model.isOpen()).isFalse();
  }

  @Test
  void a_tokenizer_is_closed_once_nobody_uses_it() throws Exception {
    Tokenizer tokenizer = Tokenizer.load(TinyModel.directory().resolve("tokenizer.json"));
    ImmutableIntArray ids = tokenizer.encode("w1 w2", false);
    Future<?> encoding =
        threads.submit(
            () -> {
              while (true) { // freed under its hands, the native library would end the process
                assertThat(tokenizer.encode("w1 w2", false)).isEqualTo(ids);
                inUse.countDown();
              }
            });
    assertThat(inUse.await(30, TimeUnit.SECONDS)).isTrue();

    tokenizer.close();
    tokenizer.close();

    assertThatThrownBy(() -> encoding.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("the tokenizer is closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> tokenizer.decode(ids))
        .withMessageContaining("the tokenizer is closed");
  }
}
