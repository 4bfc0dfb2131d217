/** From weighed solutions to a trained policy: batches, gradients, steps, schedule, metrics. */
@NullMarked
package dev.o1pruner.training;

import org.jspecify.annotations.NullMarked;
