package dev.o1pruner.sampling;

import java.util.List;
import java.util.function.Consumer;

/** Draws solutions from a language model. */
@FunctionalInterface
public interface Sampler {

  /**
   * Draws given solutions. A long sampling that was cut off goes on with the draws that are
   * missing.
   *
   * <p>The same draw and settings give the same solution on the same machine, whatever else is
   * drawn beside it.
   *
   * @param draws what to draw; each brings its own seed, token limit and start
   * @param settings temperature, truncation and stop tokens; its seed, token limit and number of
   *     samples went into the draws
   * @param onSolution told of each solution as it ends, in no particular order, on the calling
   *     thread
   * @return all solutions, in the order of the draws
   * @throws IllegalArgumentException if a prompt leaves no room for a single token in the model's
   *     context; nothing is drawn then
   * @throws java.util.concurrent.CancellationException if the thread is interrupted
   */
  List<Solution> draw(List<Draw> draws, SamplingSettings settings, Consumer<Solution> onSolution);

  /**
   * Samples {@link SamplingSettings#samples()} solutions for each prompt.
   *
   * <p>The same prompts, settings and seed give the same solutions on the same machine. Solution k
   * of a prompt depends on the seed, the problem id and k, not on what else is sampled beside it.
   *
   * @param prompts what to solve; problem ids must be distinct
   * @param settings temperature, limits, seed and the number of samples
   * @param onSolution told of each solution as it ends, in no particular order, on the calling
   *     thread
   * @return all solutions, in the order of the prompts and then by sample number
   * @throws IllegalArgumentException if a prompt leaves no room for a single token in the model's
   *     context; nothing is sampled then
   */
  default List<Solution> sample(
      List<Prompt> prompts, SamplingSettings settings, Consumer<Solution> onSolution) {
    return draw(Draw.all(prompts, settings), settings, onSolution);
  }

  /** {@link #sample(List, SamplingSettings, Consumer)} with nobody listening. */
  default List<Solution> sample(List<Prompt> prompts, SamplingSettings settings) {
    return sample(prompts, settings, solution -> {});
  }
}
