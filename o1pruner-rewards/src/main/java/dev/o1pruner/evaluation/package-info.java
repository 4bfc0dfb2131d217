/**
 * How accurate and how long a model's solutions are, and what a policy gains over its reference.
 *
 * <p>Lengths are tokens, accuracies fractions in [0, 1], intervals 95 % bootstrap intervals over
 * problems.
 */
@NullMarked
package dev.o1pruner.evaluation;

import org.jspecify.annotations.NullMarked;
