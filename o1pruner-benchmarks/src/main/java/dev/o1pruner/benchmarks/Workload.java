package dev.o1pruner.benchmarks;

/**
 * What every subject decodes.
 *
 * @param rows solutions side by side, all of one prompt
 * @param promptTokens its length
 * @param newTokens length of each solution
 * @param temperature logits are divided by it
 * @param topP the nucleus
 */
record Workload(int rows, int promptTokens, int newTokens, double temperature, double topP) {

  int tokens() {
    return rows * newTokens;
  }
}
