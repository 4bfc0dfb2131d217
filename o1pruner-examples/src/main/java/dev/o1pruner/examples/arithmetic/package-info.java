/** The embedded experiment's world: chains of arithmetic, and a model that thinks them aloud. */
@NullMarked
package dev.o1pruner.examples.arithmetic;

import org.jspecify.annotations.NullMarked;
