package dev.o1pruner.loss;

/** Over what the ratio of policy to reference probability is taken: three different algorithms. */
public enum RatioLevel {
  /** {@code exp(sum of log-ratios)} per solution: pi_theta(y|x) / pi_ref(y|x), as in the paper. */
  SEQUENCE_SUM,
  /** {@code exp(mean of log-ratios)} per solution: the authors' code, and GSPO. */
  SEQUENCE_MEAN,
  /** {@code exp(log-ratio)} per token: PPO, and GRPO's kin. */
  TOKEN
}
