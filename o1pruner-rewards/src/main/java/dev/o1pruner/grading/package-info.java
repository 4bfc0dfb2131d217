/**
 * From sampled solutions to right or wrong: find the final answer in a text, compare it with the
 * gold answer.
 *
 * <p>Everything here is pure and safe to call from any thread, in time bounded by the length of the
 * text: a wrong verdict teaches the model something wrong, a hang stops the run.
 */
@NullMarked
package dev.o1pruner.grading;

import org.jspecify.annotations.NullMarked;
