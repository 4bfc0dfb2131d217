package dev.o1pruner.reward;

import dev.o1pruner.grading.GradedSolution;

/**
 * A solution with its weight in the loss.
 *
 * @param solution what is weighed
 * @param reward R(x, y), neither clipped nor normalised
 * @param advantage what multiplies the probability ratio in the loss
 * @param kept whether it is trained on; the others are returned for inspection
 */
public record WeightedSolution(
    GradedSolution solution, double reward, double advantage, boolean kept) {}
