/** How gradients become weight changes. */
@NullMarked
package dev.o1pruner.optimizer;

import org.jspecify.annotations.NullMarked;
