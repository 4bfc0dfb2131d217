package dev.o1pruner.model;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.Lists;
import dev.o1pruner.model.script.ComputeThreads;
import dev.o1pruner.run.Interruption;
import java.util.ArrayList;
import java.util.List;

/** Log-probabilities of given tokens: in batches of like lengths, some of them side by side. */
final class Scorer {

  /** Padded tokens that are scored at the same time. */
  private static final int TOKEN_BUDGET = 8192;

  private final LanguageModel model;

  Scorer(LanguageModel model) {
    this.model = model;
  }

  /** See {@link LanguageModel#logProbs(List, Runnable)}, which has checked the sequences. */
  List<float[]> logProbs(List<TokenSequence> sequences, Runnable onSequence) {
    List<Integer> order = new ArrayList<>();
    List<float[]> result = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      order.add(i);
      result.add(new float[sequences.get(i).tokenIds().length()]);
    }
    int sideBySide = model.computeThreads();
    List<List<Integer>> batches =
        TokenBatch.split(order, i -> sequences.get(i).inputLength(), TOKEN_BUDGET / sideBySide);
    int done = 0;
    try (ComputeThreads threads = new ComputeThreads(sideBySide)) {
      for (List<List<Integer>> wave : Lists.partition(batches, sideBySide)) {
        Interruption.check("scoring", done, sequences.size(), "sequences were scored");
        List<Runnable> tasks = new ArrayList<>();
        wave.forEach(batch -> tasks.add(() -> score(batch, sequences, result)));
        threads.each(tasks);
        int scored = wave.stream().mapToInt(List::size).sum();
        done += scored;
        for (int i = 0; i < scored; i++) {
          onSequence.run();
        }
      }
    }
    return result;
  }

  private void score(List<Integer> batch, List<TokenSequence> sequences, List<float[]> result) {
    try (NDManager scope = model.manager().newSubManager()) {
      TokenBatch tokens = TokenBatch.of(scope, batch.stream().map(sequences::get).toList());
      NDList scored = model.script().infer(scope, "log_probs", model.weights(), tokens.arrays());
      float[] flat = scored.get(0).toFloatArray(); // (B*P)
      int width = (int) tokens.targets().getShape().get(1);
      for (int row = 0; row < batch.size(); row++) {
        float[] target = result.get(batch.get(row));
        System.arraycopy(flat, row * width, target, 0, target.length);
      }
    }
  }
}
