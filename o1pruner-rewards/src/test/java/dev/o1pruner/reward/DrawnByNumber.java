package dev.o1pruner.reward;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A sampler without a model: each solution follows from its draw's seed. Counts what it draws. */
final class DrawnByNumber implements Sampler {

  static final SamplingSettings SETTINGS =
      SamplingSettings.defaults().maxTokens(6).samples(2).seed(5);

  private int drawn;

  int drawn() {
    return drawn;
  }

  /** Prompts of so many problems. */
  static List<Prompt> prompts(int problems) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < problems; i++) {
      prompts.add(new Prompt("p" + i, ImmutableIntArray.of(1, i)));
    }
    return prompts;
  }

  @Override
  public List<Solution> draw(
      List<Draw> draws, SamplingSettings settings, Consumer<Solution> onSolution) {
    List<Solution> solutions = new ArrayList<>();
    for (Draw draw : draws) {
      Random random = new Random(draw.seed());
      int[] tokens = random.ints(1 + random.nextInt(draw.maxTokens()), 0, 100).toArray();
      Solution solution =
          new Solution(
              draw.prompt().problemId(),
              draw.sample(),
              draw.prompt().tokenIds(),
              ImmutableIntArray.copyOf(tokens),
              "é\u2028\"%d\n\"".formatted(draw.seed()),
              tokens.length == draw.maxTokens() ? FinishReason.LENGTH : FinishReason.STOP);
      drawn++;
      onSolution.accept(solution);
      solutions.add(solution);
    }
    return solutions;
  }
}
