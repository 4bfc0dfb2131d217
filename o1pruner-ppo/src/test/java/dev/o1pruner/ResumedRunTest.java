package dev.o1pruner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.LoraSettings;
import dev.o1pruner.model.ModelWeights;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.run.FileClaim;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.run.JsonLines.OnBadLine;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.TrainingSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that are cut off and started again in their directory. */
class ResumedRunTest {

  private static final List<Problem> PROBLEMS = ChanceTask.problems(10);

  @TempDir Path directory;

  /** 8 problems x 4 solutions in batches of 8: 4 steps. */
  private static LengthHarmonizerBuilder small(LanguageModel model) {
    return LengthHarmonizer.builder()
        .reference(model)
        .policy(model)
        .sampling(SamplingSettings.defaults().samples(4).maxTokens(20))
        .evaluations(Map.of("T = 1", SamplingSettings.defaults().maxTokens(20)))
        .grading(ChanceTask.GRADING)
        .training(
            new TrainingSettings(
                LearningRateSchedule.constant(1e-2), OptimizerSettings.adamW(), 1, 4096))
        .checkpointEvery(1)
        .batchSize(8);
  }

  private static PruningResult run(
      Path directory, RunListener listener, UnaryOperator<LengthHarmonizerBuilder> change) {
    try (LanguageModel model = LanguageModel.load(LengthHarmonizerTest.tinyModel())) {
      return change.apply(small(model)).runDirectory(directory).listener(listener).train(PROBLEMS);
    }
  }

  private static List<GradedSolution> graded(PruningResult result) {
    return result.policyRuns().get("T = 1").graded();
  }

  /** Every file of a run but for its times: models as bytes, the rest as text. */
  private static Map<String, String> files(Path directory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (file.endsWith(RunDirectory.REPORT_JSON)) {
          JsonObject report = Json.parseObject(text);
          report.remove("seconds");
          text = report.toString();
        }
        if (!file.endsWith(RunDirectory.REPORT)) { // report.json's figures, and times among them
          files.put(
              directory.relativize(file).toString(),
              text.replaceAll("(\"\\w*[sS]econds\"):[-0-9.E]+", "$1:0"));
        }
      }
    }
    return files;
  }

  static Stream<Trainable> trainables() {
    return Stream.of(
        Trainable.full(), Trainable.lora(LoraSettings.defaults().rank(2).dropout(0.1)));
  }

  @ParameterizedTest
  @MethodSource("trainables")
  void killed_anywhere_and_started_again_it_leaves_the_same_files(Trainable trainable)
      throws IOException {
    UnaryOperator<LengthHarmonizerBuilder> change = builder -> builder.trainable(trainable);
    PruningResult whole = run(directory.resolve("whole"), RunListener.none(), change);

    Path cut = directory.resolve("cut");
    List<Integer> wentOnFrom = new ArrayList<>();
    PruningResult result = null;
    // while it samples; in each step but the first; then step by step until nothing is left to do
    List<Killer> killers = new ArrayList<>(List.of(new Killer(3), new Killer(20), new Killer(33)));
    IntStream.range(1, 4).forEach(step -> killers.add(Killer.inStep(step)));
    IntStream.range(0, 10).forEach(i -> killers.add(new Killer(34 + 2 * i)));
    int kills = 0;
    for (Killer killer : killers) {
      try {
        result = run(cut, killer, change);
        break;
      } catch (IllegalStateException e) {
        assertThat(e).hasMessageStartingWith("killed");
        kills++;
      }
      wentOnFrom.addAll(killer.wentOnFrom());
    }

    assertThat(result).isNotNull();
    assertThat(kills).isGreaterThan(8);
    assertThat(wentOnFrom).contains(1, 2, 3, 4); // the last when only the evaluation was missing
    assertThat(files(cut)).isEqualTo(files(directory.resolve("whole")));
    assertThat(graded(result)).isEqualTo(graded(whole));
    assertThat(result.solutions()).isEqualTo(whole.solutions());
    assertThat(result.weighted()).isEqualTo(whole.weighted());
    // one line a step, and seconds of all processes: none is left out
    assertThat(
            JsonLines.read(
                cut.resolve(RunDirectory.METRICS),
                line -> line.get("step").getAsInt(),
                OnBadLine.refuse()))
        .containsExactly(0, 1, 2, 3);
    assertThat(result.report().seconds().values()).allMatch(seconds -> seconds > 0);
    assertThat(cut)
        .isDirectoryNotContaining("glob:**checkpoint")
        .isDirectoryNotContaining("glob:**partial*");
  }

  @ParameterizedTest
  @MethodSource("trainables")
  void a_finished_run_is_not_run_again_and_gives_the_same(Trainable trainable) throws IOException {
    UnaryOperator<LengthHarmonizerBuilder> change = builder -> builder.trainable(trainable);
    List<float[]> weights = new ArrayList<>();
    List<String> told = new ArrayList<>();
    RunListener recorder =
        new RunListener() {
          @Override
          public void onStageStart(Stage stage) {
            told.add(stage.name());
          }

          @Override
          public void onFinishedAlready(Path path) {
            told.add("finished");
          }
        };
    PruningReport first = run(directory, RunListener.none(), change).report();
    Map<String, String> files = files(directory);
    for (Path target : List.of(directory, directory.resolve("anew"))) {
      try (LanguageModel model = LanguageModel.load(LengthHarmonizerTest.tinyModel())) {
        PruningResult result =
            change
                .apply(small(model))
                .runDirectory(target)
                .listener(target.equals(directory) ? recorder : RunListener.none())
                .train(PROBLEMS);
        if (target.equals(directory)) {
          assertThat(result.report()).isEqualTo(first);
          assertThat(files(directory)).isEqualTo(files);
        }
        int last = result.policy().weights().size() - 1;
        weights.add(result.policy().weights().get(last).toFloatArray());
      }
    }
    assertThat(told).containsExactly("finished");
    assertThat(weights.get(0)).isEqualTo(weights.get(1));
  }

  @Test
  void an_interrupted_training_goes_on_after_the_step_it_was_in() throws IOException {
    Path cut = directory.resolve("cut");
    RunListener interrupting =
        new RunListener() {
          @Override
          public void onStep(StepMetrics metrics) {
            if (metrics.step() == 1) {
              Thread.currentThread().interrupt();
            }
          }
        };
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> run(cut, interrupting, builder -> builder.checkpointEvery(100)))
        .withMessage("training was interrupted when 2 of 4 steps were taken");
    assertThat(Thread.interrupted()).isTrue();

    Killer listener = Killer.never();
    run(cut, listener, UnaryOperator.identity());
    run(directory.resolve("whole"), RunListener.none(), UnaryOperator.identity());
    assertThat(listener.wentOnFrom()).containsExactly(2);
    assertThat(files(cut)).isEqualTo(files(directory.resolve("whole")));
  }

  private void refused(String part, UnaryOperator<LengthHarmonizerBuilder> change) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(directory, RunListener.none(), change))
        .withMessageContaining("is of results with another " + part)
        .withMessageContaining("give another path");
  }

  @Test
  void a_directory_of_another_run_is_refused_by_name() throws IOException {
    run(directory, RunListener.none(), UnaryOperator.identity());
    Map<String, String> before = files(directory);

    refused("sampling", b -> b.sampling(SamplingSettings.defaults().samples(3).maxTokens(20)));
    refused("training", b -> b.batchSize(9));
    refused("evaluations", b -> b.evaluations(Map.of("greedy", SamplingSettings.greedy())));
    refused("seed", b -> b.seed(7));
    refused("grading", b -> b.grading(Grading.defaults()));
    refused("recipe", b -> b.recipe(RewardRecipe.paper(2)));
    refused("loss", b -> b.loss(PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, 0.1)));
    try (LanguageModel other = LanguageModel.random(LengthHarmonizerTest.tinyModel(), 5)) {
      refused("policy", b -> b.policy(other));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> small(other).runDirectory(directory).train(PROBLEMS.subList(0, 9)))
          .withMessageContaining("is of results with another evaluation problems");
    }
    assertThat(files(directory)).isEqualTo(before);
  }

  @Test
  void a_directory_that_another_run_writes_to_is_refused() {
    FileClaim other = FileClaim.takeDirectory(directory);
    try (other) {
      assertThatIllegalStateException()
          .isThrownBy(() -> run(directory, RunListener.none(), UnaryOperator.identity()))
          .withMessageStartingWith(directory + " is being written by this very process ");
    }
    assertThat(directory).isDirectoryNotContaining("glob:**.json*");
  }

  @Test
  void solutions_that_are_being_drawn_say_which_model_they_are_of() {
    Path cut = directory.resolve("cut");
    assertThatIllegalStateException()
        .isThrownBy(() -> run(cut, new Killer(3), UnaryOperator.identity()));
    try (LanguageModel model = LanguageModel.load(LengthHarmonizerTest.tinyModel())) {
      assertThat(
              Json.readObject(cut.resolve("samples.partial.jsonl.settings.json"))
                  .get("model")
                  .getAsString())
          .isEqualTo(ModelWeights.hash(model));
    }
  }

  @Test
  void files_of_who_knows_what_run_are_not_replaced() throws IOException {
    Files.writeString(directory.resolve(RunDirectory.METRICS), "{}\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(directory, RunListener.none(), UnaryOperator.identity()))
        .withMessageContaining(directory + " holds metrics.jsonl, but no run.json");
  }
}
