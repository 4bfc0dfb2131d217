/**
 * The facade: one call from a model and problems to a model that thinks no longer than it needs.
 */
@NullMarked
package dev.o1pruner;

import org.jspecify.annotations.NullMarked;
