/**
 * Methods x benchmarks x seeds: everything kept in files, the report computed from them alone.
 *
 * <p>Lengths are tokens, accuracies fractions in [0, 1], intervals 95 % bootstrap intervals over
 * problems.
 */
@NullMarked
package dev.o1pruner.experiment;

import org.jspecify.annotations.NullMarked;
