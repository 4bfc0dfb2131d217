package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.hash.Hashing;
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
 */
public record Draw(Prompt prompt, int sample, long seed, int maxTokens) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the sample number is negative or there is no token to draw
   */
  public Draw {
    checkArgument(sample >= 0, "sample must be >= 0 but was %s", sample);
    checkArgument(maxTokens >= 1, "maxTokens must be >= 1 but was %s", maxTokens);
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
