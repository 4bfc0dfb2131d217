package dev.o1pruner.model;

import dev.o1pruner.model.checkpoint.ModelDirectory;

/** A model whose weights are elsewhere. */
record WeightlessModel(ModelDirectory directory, ModelConfig config, Tokenizer tokenizer)
    implements TextModel {

  @Override
  public void close() {
    tokenizer.close();
  }
}
