package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;

/**
 * Tokens that solutions begin with whatever the model thinks of them: sample k of a problem begins
 * with start {@code k mod n}. An empty start leaves the choice to the model, and a start that comes
 * twice gets twice the share.
 *
 * <p>AdaptThink (arXiv 2505.13417) has two, the end of thinking and a first word of a thought:
 *
 * <pre>{@code
 * SolutionStarts starts = SolutionStarts.of(
 *     model.tokenizer().encode("</think>", false), model.tokenizer().encode("Alright", false));
 * starts.on(new EngineSampler(model)).sample(prompts, SamplingSettings.defaults().samples(16));
 * }</pre>
 *
 * <p>The tokens are part of the solution: of its ids, its text, its length and its token limit.
 *
 * @param tokenIds n starts, at least one
 */
public record SolutionStarts(List<ImmutableIntArray> tokenIds) {

  private static final SolutionStarts NONE = of(ImmutableIntArray.of());

  /**
   * Checks that there is a start.
   *
   * @throws IllegalArgumentException if there is none; {@link #none()} leaves all to the model
   */
  public SolutionStarts {
    checkArgument(!tokenIds.isEmpty(), "at least one start is needed: an empty one is free");
    tokenIds = List.copyOf(tokenIds);
  }

  /** These starts, in turn. */
  public static SolutionStarts of(ImmutableIntArray... tokenIds) {
    return new SolutionStarts(List.of(tokenIds));
  }

  /** Every solution begins as the model likes. */
  public static SolutionStarts none() {
    return NONE;
  }

  /** What a sample of any problem begins with. */
  public ImmutableIntArray of(int sample) {
    return tokenIds.get(sample % tokenIds.size());
  }

  /** A sampler whose solutions begin so. */
  public Sampler on(Sampler sampler) {
    return (draws, settings, onSolution) ->
        sampler.draw(
            draws.stream().map(draw -> draw.start(of(draw.sample()))).toList(),
            settings,
            onSolution);
  }

  /**
   * The log-probs of a solution's tokens under what drew it, the model with these starts: of the
   * mixture of all starts, each with its share. With AdaptThink's two the first token has {@code
   * log 0.5} and every other the model's own log-prob, as in its paper.
   *
   * @param solution its token ids
   * @param model the model's own log-probs of them
   * @throws IllegalArgumentException if the solution begins with none of the starts
   */
  public ImmutableDoubleArray logProbs(ImmutableIntArray solution, ImmutableDoubleArray model) {
    // log of each start's share times the probability of the tokens so far, given that start
    double[] paths = new double[tokenIds.size()];
    Arrays.fill(paths, -Math.log(paths.length));
    int forced = tokenIds.stream().mapToInt(ImmutableIntArray::length).max().orElseThrow();
    ImmutableDoubleArray.Builder drawn = ImmutableDoubleArray.builder(model.length());
    double before = 0;
    for (int t = 0; t < model.length(); t++) {
      if (t >= forced) { // all paths go on alike
        drawn.add(model.get(t));
        continue;
      }
      for (int path = 0; path < paths.length; path++) {
        ImmutableIntArray start = tokenIds.get(path);
        if (t >= start.length()) {
          paths[path] += model.get(t);
        } else if (start.get(t) != solution.get(t)) {
          paths[path] = Double.NEGATIVE_INFINITY;
        }
      }
      double now = logSumExp(paths);
      checkArgument(
          now > Double.NEGATIVE_INFINITY,
          "the solution %s... begins with none of the starts %s: it was drawn with others",
          solution.subArray(0, t + 1),
          tokenIds);
      drawn.add(now - before);
      before = now;
    }
    return drawn.build();
  }

  private static double logSumExp(double[] logs) {
    double highest = Arrays.stream(logs).max().orElseThrow();
    return highest == Double.NEGATIVE_INFINITY
        ? highest
        : highest + Math.log(Arrays.stream(logs).map(x -> Math.exp(x - highest)).sum());
  }
}
