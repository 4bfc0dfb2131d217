/**
 * What a step is made of, by JMH: each kernel as the library calls it, beside what it could call.
 */
@NullMarked
package dev.o1pruner.benchmarks.kernels;

import org.jspecify.annotations.NullMarked;
