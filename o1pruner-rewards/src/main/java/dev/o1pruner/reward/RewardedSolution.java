package dev.o1pruner.reward;

import dev.o1pruner.grading.GradedSolution;

/**
 * A solution with its reward, before the rewards of the whole data set become advantages.
 *
 * @param solution what was rewarded
 * @param reward R(x, y), neither clipped nor normalised
 * @param kept whether it is trained on
 */
public record RewardedSolution(GradedSolution solution, double reward, boolean kept) {}
