/**
 * What a model is asked: problems with a gold answer, the files they come from, and problems that
 * two sets share.
 */
@NullMarked
package dev.o1pruner.problem;

import org.jspecify.annotations.NullMarked;
