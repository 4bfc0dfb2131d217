package dev.o1pruner.training;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One way that training goes wrong, and how it shows in figures that are there anyway. A guard has
 * no state and changes nothing: what is done about a finding is {@link GuardSettings}' to say.
 *
 * <p>The figures of an optimizer step are the {@linkplain StepMetrics#terms terms} of its metrics
 * and {@link #SIGNAL}; those of drawn solutions are {@link #ROUND_LENGTH}, {@link #CHECKED_LENGTH}
 * and {@link #ACCURACY}.
 */
public interface Guard {

  /** Figure: share of a step's solutions whose advantage isn't 0; 0 of a step without any. */
  String SIGNAL = "signal";

  /** Figure: mean tokens of the solutions that an on-policy round drew to be trained on. */
  String ROUND_LENGTH = "roundLength";

  /** Figure: mean tokens of the solutions of a {@link PolicyCheck}. */
  String CHECKED_LENGTH = "checkedLength";

  /** Figure: share of correct solutions of a {@link PolicyCheck}. */
  String ACCURACY = "accuracy";

  /**
   * Something wrong.
   *
   * @param seen the figure
   * @param limit what it should have stayed within
   * @param sentence what that is, without a full stop, and what to do if there is a remedy
   */
  record Finding(double seen, double limit, String sentence) {}

  /** What it is called in events; of the guards of a run, no two are called the same. */
  String name();

  /** The figures that it looks at. */
  Set<String> figures();

  /**
   * Looks at figures.
   *
   * @param now those just measured, at least one of {@link #figures()} among them
   * @param first of each figure the first one that the run measured, which may be that of now
   * @return null if nothing is wrong
   */
  @Nullable Finding look(Map<String, Double> now, Map<String, Double> first);

  /**
   * Ratio explosion: the policy is so far from the model that drew the solutions that they say
   * little of it. Losses without a ratio have nothing to find.
   *
   * @param mean what a step's mean ratio should stay below, and its inverse above; over 1
   * @param max what each ratio should stay below; at least mean
   */
  static Guard ratio(double mean, double max) {
    return new RatioGuard(mean, max);
  }

  /**
   * Length collapse: solutions are shorter than a share of what they were at first, as when brevity
   * pays more than being right.
   *
   * @param share in (0, 1)
   */
  static Guard length(double share) {
    return new LengthGuard(share);
  }

  /**
   * Entropy collapse: the policy is nearly sure of every token, so that its samples are all alike
   * and teach nothing. Measured by {@link StepMetrics#SURPRISAL}, which costs no further pass: in
   * on-policy rounds its expectation is the entropy; off-policy it is the cross-entropy of the
   * reference's solutions, which falls as well when these are learned by heart.
   *
   * @param share of the first step's surprisal that is too little, in (0, 1)
   */
  static Guard entropy(double share) {
    return new EntropyGuard(share);
  }

  /**
   * No signal: every solution of a step was worth the same, so that no advantage differs from 0 and
   * nothing is learned. If it is so of all examples of an offline training, that is refused before
   * it begins.
   */
  static Guard signal() {
    return new SignalGuard();
  }

  /**
   * Accuracy lost: the policy solves fewer of the checked problems than before its first step.
   *
   * @param margin by how much less than at first is too much, in (0, 1): 0.05 is 5 of 100 problems
   */
  static Guard accuracy(double margin) {
    return new AccuracyGuard(margin);
  }
}
