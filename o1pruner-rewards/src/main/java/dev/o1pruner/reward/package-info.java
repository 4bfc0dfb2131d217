/**
 * From graded solutions to training weights: reward, advantage, and which samples are trained on.
 *
 * <p>Symbols: x = problem, y = solution, L(y) = tokens of y, A(x, y) = 1 if y is correct and 0 if
 * not, K = samples of one problem by the reference, Lbar and Abar = means of L and A over these K.
 */
@NullMarked
package dev.o1pruner.reward;

import org.jspecify.annotations.NullMarked;
