/**
 * Training objectives as functions of per-token log-probs.
 *
 * <p>Shapes: B = solutions of a microbatch, P = padded solution tokens, () = a scalar.
 */
@NullMarked
package dev.o1pruner.loss;

import org.jspecify.annotations.NullMarked;
