/**
 * Whether two written answers are the same mathematics: text, tokens, tree, then exact arithmetic
 * or numbers at fixed points.
 *
 * <p>Every step is deterministic and spends from a {@code Budget} counted in operations, so that a
 * verdict depends neither on the clock nor on the machine.
 */
@NullMarked
package dev.o1pruner.grading.math;

import org.jspecify.annotations.NullMarked;
