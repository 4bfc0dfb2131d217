/** What a model is asked: problems with a gold answer, and the JSON-lines files they come from. */
@NullMarked
package dev.o1pruner.problem;

import org.jspecify.annotations.NullMarked;
