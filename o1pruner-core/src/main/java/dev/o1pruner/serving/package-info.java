/** Our own model behind a server that speaks OpenAI's protocol. */
@NullMarked
package dev.o1pruner.serving;

import org.jspecify.annotations.NullMarked;
