/** TorchScript from source text: packed in Java, compiled and run by libtorch through DJL. */
@NullMarked
package dev.o1pruner.model.script;

import org.jspecify.annotations.NullMarked;
