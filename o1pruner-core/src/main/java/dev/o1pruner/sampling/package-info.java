/**
 * From prompts to sampled solutions.
 *
 * <p>Shapes in this package: S = slots (sequences decoded side by side), C = positions a slot's KV
 * cache holds, V = vocabulary.
 */
@NullMarked
package dev.o1pruner.sampling;

import org.jspecify.annotations.NullMarked;
