/** Measures the library and what a user would use instead, in one run and by turns. */
@NullMarked
package dev.o1pruner.benchmarks;

import org.jspecify.annotations.NullMarked;
