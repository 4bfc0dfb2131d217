/** The launcher's subcommands. */
@NullMarked
package dev.o1pruner.examples.command;

import org.jspecify.annotations.NullMarked;
