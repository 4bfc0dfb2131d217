/**
 * A decoder-only language model: configuration, weights, tokenizer, and the calls into its script.
 *
 * <p>Shapes: B = solutions in the batch, T = padded tokens, P = padded solution tokens, V =
 * vocabulary.
 */
@NullMarked
package dev.o1pruner.model;

import org.jspecify.annotations.NullMarked;
