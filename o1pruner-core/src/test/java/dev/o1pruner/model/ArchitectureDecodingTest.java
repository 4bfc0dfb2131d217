package dev.o1pruner.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The key/value cache and batching change nothing, whatever the architecture. */
class ArchitectureDecodingTest {

  /** Well beyond the prompts and the sliding windows of 3 and 4. */
  private static final int TOKENS = 20;

  @TempDir Path temp;

  private static List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>();
    for (int length : new int[] {1, 3, 8, 13}) {
      int[] ids = new Random(length).ints(length, 0, ArchitectureModels.VOCABULARY).toArray();
      prompts.add(new Prompt("prompt of " + length, ImmutableIntArray.copyOf(ids)));
    }
    return prompts;
  }

  /** Greedy decoding without a cache: the whole text once more for each token. */
  private static ImmutableIntArray decode(LanguageModel model, Prompt prompt) {
    ImmutableIntArray text = prompt.tokenIds();
    for (int t = 0; t < TOKENS; t++) {
      float[] logits = model.logits(text)[text.length() - 1];
      int best = 0;
      for (int v = 1; v < logits.length; v++) {
        best = logits[v] > logits[best] ? v : best;
      }
      text = ImmutableIntArray.builder().addAll(text).add(best).build();
    }
    return text.subArray(prompt.tokenIds().length(), text.length());
  }

  @ParameterizedTest
  @FieldSource("dev.o1pruner.model.ArchitectureModels#NAMES")
  void greedy_decoding_is_the_same_with_a_cache_without_and_in_a_batch(String name) {
    SamplingSettings greedy = SamplingSettings.greedy().maxTokens(TOKENS);
    try (LanguageModel model = LanguageModel.load(ArchitectureModels.directory(temp, name))) {
      EngineSampler sampler = new EngineSampler(model);
      List<Solution> together = sampler.sample(prompts(), greedy);

      for (int i = 0; i < together.size(); i++) {
        Prompt prompt = prompts().get(i);
        ImmutableIntArray alone = sampler.sample(List.of(prompt), greedy).get(0).tokenIds();
        assertThat(alone).as(prompt.problemId()).isEqualTo(decode(model, prompt));
        assertThat(together.get(i).tokenIds()).as(prompt.problemId()).isEqualTo(alone);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("dev.o1pruner.model.ArchitectureModels#NAMES")
  void a_sequence_is_scored_alike_alone_and_beside_others(String name) {
    List<TokenSequence> sequences = ArchitectureModels.SEQUENCES;
    try (LanguageModel model = LanguageModel.load(ArchitectureModels.directory(temp, name))) {
      List<float[]> together = model.logProbs(sequences);

      for (int i = 0; i < sequences.size(); i++) {
        float[] alone = model.logProbs(List.of(sequences.get(i))).get(0);
        assertThat(together.get(i)).containsExactly(alone, within(1e-5f));
      }
    }
  }
}
