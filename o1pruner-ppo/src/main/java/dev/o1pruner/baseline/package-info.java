/**
 * The methods O1-Pruner is compared with: what each trains on and by which loss, for any {@link
 * dev.o1pruner.training.Trainer} to run.
 */
@NullMarked
package dev.o1pruner.baseline;

import org.jspecify.annotations.NullMarked;
