package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.util.ArrayList;
import java.util.List;

/**
 * What happens to training sequences too long for the memory at hand. Rewards are about the whole
 * solution either way, so what is left out is counted, never silent.
 *
 * <p>Dropping is the cleaner choice: every reward is still about the tokens it multiplies, and
 * every sequence still ends. Truncating is what the authors' code does: the reward of the whole
 * solution is learned from its head, and the end token is not learned from it.
 *
 * @param maxTokens most tokens of prompt and solution together
 * @param truncates whether longer solutions lose their tail; otherwise they are left out
 */
public record SequenceLimit(int maxTokens, boolean truncates) {

  /**
   * The examples within a limit, and how many were not.
   *
   * @param examples to train on, in the given order
   * @param dropped left out: too long, truncated to nothing, or left without their partner
   * @param truncated that lost their tail
   */
  public record Limited(List<TrainingExample> examples, int dropped, int truncated) {
    /** Copies the list. */
    public Limited {
      examples = List.copyOf(examples);
    }
  }

  /** Checks the limit. */
  public SequenceLimit {
    checkArgument(maxTokens > 1, "maxTokens must be at least 2 but was %s", maxTokens);
  }

  /** Every sequence is trained on whole. */
  public static SequenceLimit none() {
    return new SequenceLimit(Integer.MAX_VALUE, false);
  }

  /** Longer sequences are not trained on. */
  public static SequenceLimit drop(int maxTokens) {
    return new SequenceLimit(maxTokens, false);
  }

  /** Longer sequences are trained on up to the limit. */
  public static SequenceLimit truncate(int maxTokens) {
    return new SequenceLimit(maxTokens, true);
  }

  /**
   * Applies the limit. Of examples that belong together, all are left out if one is.
   *
   * @throws IllegalStateException if nothing is left to train on
   */
  public Limited apply(List<TrainingExample> examples) {
    List<TrainingExample> within = new ArrayList<>();
    int truncated = 0;
    for (List<TrainingExample> unit : TrainingUnits.of(examples)) {
      if (unit.stream().allMatch(example -> fits(example) || (truncates && room(example) > 0))) {
        for (TrainingExample example : unit) {
          within.add(fits(example) ? example : example.head(room(example)));
          truncated += fits(example) ? 0 : 1;
        }
      }
    }
    checkState(
        examples.isEmpty() || !within.isEmpty(),
        "all %s sequences are longer than %s tokens: raise the limit or sample shorter solutions",
        examples.size(),
        maxTokens);
    return new Limited(within, examples.size() - within.size(), truncated);
  }

  private boolean fits(TrainingExample example) {
    return example.tokens().tokenIds().length() <= room(example);
  }

  /** Solution tokens that the prompt leaves room for. */
  private int room(TrainingExample example) {
    return maxTokens - example.tokens().promptIds().length();
  }
}
