/** The launcher: one program, one subcommand per stage. */
@NullMarked
package dev.o1pruner.examples;

import org.jspecify.annotations.NullMarked;
