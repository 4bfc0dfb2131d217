/** Hugging Face model directories: safetensors in and out, and the files beside them. */
@NullMarked
package dev.o1pruner.model.checkpoint;

import org.jspecify.annotations.NullMarked;
