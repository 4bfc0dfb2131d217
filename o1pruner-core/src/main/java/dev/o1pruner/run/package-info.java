/** What a run leaves on disk and shows on the way: JSON lines, manifest, progress. */
@NullMarked
package dev.o1pruner.run;

import org.jspecify.annotations.NullMarked;
