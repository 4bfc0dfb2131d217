package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hashing;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.TextModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One solution that is to be drawn.
 *
 * @param prompt what to solve
 * @param sample its number among the prompt's samples, from 0
 * @param seed of its own stream of random numbers
 * @param maxTokens most tokens it may get; the model's context limits it further
 * @param start its first tokens, which aren't left to the model ({@link SolutionStarts}); mostly
 *     empty
 */
public record Draw(Prompt prompt, int sample, long seed, int maxTokens, ImmutableIntArray start) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the sample number is negative or there is no token to draw
   *     after the start
   */
  public Draw {
    checkArgument(sample >= 0, "sample must be >= 0 but was %s", sample);
    checkArgument(
        maxTokens > start.length(),
        "maxTokens must be >= 1, and more than the tokens of the start %s, but was %s",
        start,
        maxTokens);
  }

  /** A solution that is left to the model from its first token on. */
  public Draw(Prompt prompt, int sample, long seed, int maxTokens) {
    this(prompt, sample, seed, maxTokens, ImmutableIntArray.of());
  }

  /**
   * Solution {@code sample} of a prompt: its stream depends on the settings' seed, the problem id
   * and the sample number, on nothing else.
   */
  public static Draw of(Prompt prompt, int sample, SamplingSettings settings) {
    return new Draw(
        prompt,
        sample,
        streamSeed(settings.seed(), prompt.problemId(), sample),
        settings.maxTokens());
  }

  /** This draw with other first tokens. */
  public Draw start(ImmutableIntArray start) {
    return new Draw(prompt, sample, seed, maxTokens, start);
  }

  /** This draw with another limit. */
  Draw maxTokens(int maxTokens) {
    return new Draw(prompt, sample, seed, maxTokens, start);
  }

  /** What the model reads before it draws a token: the prompt, and the start after it. */
  Prompt context() {
    return start.isEmpty()
        ? prompt
        : new Prompt(
            prompt.problemId(),
            ImmutableIntArray.builder().addAll(prompt.tokenIds()).addAll(start).build());
  }

  /**
   * Makes sure that a model can read what there is and draw at least one token.
   *
   * @param stopTokenIds tokens that end a solution
   * @throws IllegalArgumentException naming the problem and what is in the way
   */
  void check(TextModel model, Set<Integer> stopTokenIds) {
    context().checkFits(model);
    for (int token : start.asList()) {
      checkArgument(
          !stopTokenIds.contains(token),
          "sample %s of problem %s is to begin with token %s, which ends a solution",
          sample,
          prompt.problemId(),
          token);
    }
  }

  /**
   * All draws that the settings ask for: each prompt's samples, in the order of the prompts.
   *
   * @throws IllegalArgumentException if a problem id is used twice
   */
  public static List<Draw> all(List<Prompt> prompts, SamplingSettings settings) {
    Set<String> ids = new HashSet<>();
    List<Draw> draws = new ArrayList<>();
    for (Prompt prompt : prompts) {
      checkArgument(ids.add(prompt.problemId()), "problem id %s is used twice", prompt.problemId());
      for (int sample = 0; sample < settings.samples(); sample++) {
        draws.add(of(prompt, sample, settings));
      }
    }
    return draws;
  }

  /** The seed of one solution's own stream of random numbers. */
  public static long streamSeed(long seed, String problemId, int sample) {
    return Hashing.sipHash24()
        .newHasher()
        .putLong(seed)
        .putString(problemId, StandardCharsets.UTF_8)
        .putInt(sample)
        .hash()
        .asLong();
  }
}
