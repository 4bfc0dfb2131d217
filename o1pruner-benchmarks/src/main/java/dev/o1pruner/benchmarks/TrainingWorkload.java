package dev.o1pruner.benchmarks;

/**
 * What every subject trains: one microbatch a step, every token read and every next token scored.
 *
 * @param rows sequences
 * @param tokens read of each
 * @param steps that are timed, after one that isn't
 */
record TrainingWorkload(ModelShape shape, int rows, int tokens, int steps, int threads) {

  int tokensPerStep() {
    return rows * tokens;
  }

  /**
   * Floating point operations of a step's products, by appendix B of PaLM (arXiv 2204.02311): 6 for
   * each parameter and token, tied embeddings counted once, since only the head multiplies; and
   * {@code 12 * layers * hidden size * T} a token for attention, of which half, since a token sees
   * those before it only. Recomputed layers, norms and the optimizer count nothing.
   *
   * @param parameters of the model
   */
  double flopsPerStep(long parameters) {
    double attention = 6.0 * shape.layers() * shape.hidden() * tokens;
    return tokensPerStep() * (6.0 * parameters + attention);
  }
}
