package dev.o1pruner.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.sampling.FinishReason;
import dev.o1pruner.sampling.Solution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Solutions that real models wrote to 1,319 GSM8K problems, four each, through grading, reward and
 * selection; what comes out is computed once more here from the published verdicts alone. Words
 * stand in for tokens.
 */
class PublishedTracesTest {

  private static final Path FILE = Path.of("../../shared/data/traces/gsm8k_openai_4models.jsonl");

  /** One published solution. */
  private record Trace(int words, boolean correct) {}

  private static final List<Problem> PROBLEMS = new ArrayList<>();
  private static final List<Solution> SOLUTIONS = new ArrayList<>();

  /** By problem, in the file's order. */
  private static final List<List<Trace>> TRACES = new ArrayList<>();

  private static List<GradedSolution> graded = List.of();

  @BeforeAll
  static void read() {
    assumeTrue(Files.exists(FILE), () -> FILE + " is not beside the project");
    for (JsonObject line : JsonLines.read(FILE, line -> line, OnBadLine.refuse())) {
      String id = line.get("id").getAsString();
      PROBLEMS.add(
          new Problem(id, line.get("problem").getAsString(), line.get("gold").getAsString()));
      List<Trace> traces = new ArrayList<>();
      for (JsonElement sample : line.getAsJsonArray("samples")) {
        String text = sample.getAsJsonObject().get("solution").getAsString();
        int words = text.strip().split("\\s+").length;
        SOLUTIONS.add(
            new Solution(
                id,
                traces.size(),
                ImmutableIntArray.of(1),
                ImmutableIntArray.copyOf(new int[words]),
                text,
                FinishReason.STOP));
        traces.add(new Trace(words, sample.getAsJsonObject().get("correct").getAsBoolean()));
      }
      TRACES.add(traces);
    }
    graded = Grading.defaults().grade(PROBLEMS, SOLUTIONS);
  }

  @Test
  void grades_are_the_published_ones() {
    assertThat(graded).hasSize(4 * 1319);
    assertThat(graded.stream().map(GradedSolution::correct).toList())
        .isEqualTo(TRACES.stream().flatMap(List::stream).map(Trace::correct).toList());
  }

  @Test
  void rewards_follow_from_the_published_verdicts() {
    List<WeightedSolution> weighted = RewardRecipe.paper(2).weigh(graded);

    int i = 0;
    for (List<Trace> traces : TRACES) {
      double meanWords = traces.stream().mapToInt(Trace::words).average().orElseThrow();
      double accuracy = traces.stream().filter(Trace::correct).count() / (double) traces.size();
      for (Trace trace : traces) {
        double expected =
            meanWords / trace.words() - 1 + 2 * ((trace.correct() ? 1 : 0) - accuracy);
        WeightedSolution solution = weighted.get(i++);
        assertThat(solution.reward()).isCloseTo(expected, within(1e-12));
        assertThat(solution.advantage()).isEqualTo(solution.reward());
        assertThat(solution.kept()).isTrue();
      }
    }
  }

  @Test
  void the_authors_recipe_keeps_two_of_each_problem_and_normalises_over_them() {
    List<WeightedSolution> kept =
        RewardRecipe.officialCode(2).weigh(graded).stream().filter(WeightedSolution::kept).toList();

    assertThat(kept).hasSize(2 * TRACES.size());
    double mean = kept.stream().mapToDouble(WeightedSolution::advantage).average().orElseThrow();
    double square =
        kept.stream().mapToDouble(w -> w.advantage() * w.advantage()).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(1e-9));
    assertThat(square).isCloseTo(1, within(1e-9));
  }

  @Test
  void the_two_shortest_right_ones_are_imitated_and_preferred_to_the_longest() {
    List<WeightedSolution> imitated =
        RewardRecipe.paper(2).keep(KeepRule.shortestCorrect(2)).weigh(graded).stream()
            .filter(WeightedSolution::kept)
            .toList();
    int pairs = 0;
    List<Integer> words = new ArrayList<>();
    for (List<Trace> traces : TRACES) {
      int longest = traces.stream().mapToInt(Trace::words).max().orElseThrow();
      List<Integer> shortest =
          traces.stream().filter(Trace::correct).map(Trace::words).sorted().limit(2).toList();
      words.addAll(shortest);
      pairs += (int) shortest.stream().filter(w -> w < longest).count();
    }

    assertThat(imitated).allMatch(w -> w.solution().correct());
    assertThat(imitated.stream().map(w -> w.solution().length()).toList())
        .containsExactlyInAnyOrderElementsOf(words);
    assertThat(PreferencePair.shortestAgainstLongest(graded, 2)).hasSize(pairs);
  }
}
