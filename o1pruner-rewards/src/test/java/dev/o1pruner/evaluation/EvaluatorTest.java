package dev.o1pruner.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

  private static final List<Problem> PROBLEMS =
      List.of(new Problem("five", "2 + 3?", "5"), new Problem("six", "2 * 3?", "6"));

  /** Answers 5 to everything, with as many tokens as the prompt has, and takes 20 ms for it. */
  private static final class AlwaysFive implements Sampler {

    @Override
    public List<Solution> draw(
        List<Draw> draws, SamplingSettings settings, Consumer<Solution> onSolution) {
      List<Solution> solutions = new ArrayList<>();
      for (Draw draw : draws) {
        Prompt prompt = draw.prompt();
        Solution solution =
            new Solution(
                prompt.problemId(),
                draw.sample(),
                prompt.tokenIds(),
                prompt.tokenIds(),
                "\\boxed{5}",
                FinishReason.STOP);
        onSolution.accept(solution);
        solutions.add(solution);
      }
      sleep(20);
      return solutions;
    }

    private static void sleep(long millis) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Test
  void every_problem_is_prompted_sampled_graded_and_summed_up() {
    List<Solution> heard = new ArrayList<>();
    Evaluator evaluator =
        new Evaluator(
            new AlwaysFive(),
            problem -> new Prompt(problem.id(), ImmutableIntArray.of(1, 2, 3, 4)),
            Grading.defaults(),
            SamplingSettings.greedy().samples(2));

    EvaluationRun run = evaluator.evaluate(PROBLEMS, heard::add);

    assertThat(run.solutions()).hasSize(4).isEqualTo(heard);
    assertThat(run.graded()).extracting("correct").containsExactly(true, true, false, false);
    assertThat(run.evaluation().overall().accuracy().value()).isEqualTo(0.5);
    assertThat(run.evaluation().overall().tokens()).isEqualTo(new Estimate(4, 4, 4));
    assertThat(run.evaluation().seconds()).isBetween(0.02, 60.0); // at least the sampler's nap
  }
}
