package dev.o1pruner.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.common.io.Resources;
import dev.o1pruner.Killer;
import dev.o1pruner.OfflineTraining;
import dev.o1pruner.OnPolicyRounds;
import dev.o1pruner.RunListener;
import dev.o1pruner.Stage;
import dev.o1pruner.baseline.OnPolicyMethod;
import dev.o1pruner.experiment.ExperimentFigures.Result;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.run.FileClaim;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.StepMetrics;
import dev.o1pruner.training.TrainingProgress;
import dev.o1pruner.training.TrainingSettings;
import java.io.IOException;
import java.io.StringReader;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A whole experiment on a random model of 5,392 parameters, whose vocabulary is w0 to w39. */
class ExperimentTest {

  /** Right if the answer word is anywhere in the text: chance decides. */
  private static final Grading CHANCE =
      new Grading(
          text -> text, (gold, answer) -> answer != null && (answer + " ").contains(gold + " "));

  private static final OfflineTraining TRAINING =
      new OfflineTraining(
          new TrainingSettings(
              LearningRateSchedule.constant(1e-2), OptimizerSettings.adamW(), 1, 4096),
          8);

  /** Of an experiment that is finished before the tests. */
  @TempDir static Path finished;

  @TempDir Path directory;

  @BeforeAll
  static void finish() {
    small(finished).build().run();
  }

  private static Path tinyModel() {
    try {
      return Path.of(Resources.getResource("dev/o1pruner/training/golden/model").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Problem> problems(String id, int first) {
    return IntStream.range(0, 6)
        .mapToObj(
            i ->
                new Problem(
                    id + i,
                    "w%d w%d".formatted(first + i, i),
                    "w" + i,
                    Map.of(Problem.LEVEL, 1 + i % 2)))
        .toList();
  }

  private static ExperimentBuilder small(Path directory) {
    return Experiment.builder()
        .reference(tinyModel())
        .training(problems("t", 0))
        .benchmark("one", problems("a", 10))
        .benchmark("two", problems("b", 20))
        .methods(
            List.of(
                Method.baseline(),
                Method.fastPrompt("w1 " + Method.PROBLEM),
                PaperMethods.sft(TRAINING),
                PaperMethods.o1Pruner(2, 2, 0.2, TRAINING),
                PaperMethods.o1Pruner(0, 2, 0.2, TRAINING).named("no-lambda")))
        .seeds(List.of(1L, 2L))
        .sampling(SamplingSettings.defaults().samples(4).maxTokens(20))
        .decodings(Map.of("T=1", SamplingSettings.defaults().samples(2).maxTokens(20)))
        .grading(CHANCE)
        .notes(List.of("a < b & c"))
        .directory(directory);
  }

  /** The report with every measured time set to zero. */
  private static String timeless(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.jsonl?")).toList()) {
        String text = Files.readString(file);
        text = text.replaceAll("\"seconds\":[-0-9.E]+", "\"seconds\":0");
        if (file.endsWith("training.json")) {
          text = text.replaceAll("(\"(train|reference log-probs)\": )[-0-9.E]+", "$10");
        }
        Files.writeString(file, text);
      }
    }
    ExperimentReport report = ExperimentReport.read(directory);
    return report.markdown() + report.json() + report.html();
  }

  @Test
  void killed_anywhere_and_started_again_it_gives_the_same_report() throws IOException {
    ExperimentBuilder once = small(directory).seeds(List.of(1L));
    once.build().run();
    String whole = timeless(directory);
    MoreFiles.deleteDirectoryContents(directory, RecursiveDeleteOption.ALLOW_INSECURE);

    int kills = 0;
    for (int at = 3; kills < 20; at += 6) {
      try {
        once.listener(new Killer(at)).build().run();
        break; // further on than there is anything left to do
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("killed at " + at);
        kills++;
      }
    }

    assertThat(kills).isBetween(6, 19);
    assertThat(timeless(directory)).isEqualTo(whole);
  }

  @Test
  void a_training_goes_on_from_its_checkpoint_to_the_same_policy() throws IOException {
    assertThatThrownBy(() -> small(directory).listener(Killer.inStep(1)).build().run())
        .hasMessage("killed in step 1");
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(file -> file.endsWith("checkpoint"))).hasSize(1);
    }
    Killer listener = Killer.never();
    small(directory).listener(listener).build().run();

    assertThat(listener.wentOnFrom()).containsExactly(1);
    for (String method : List.of("SFT", "O1-Pruner", "no-lambda")) {
      Path cell = Path.of("cells", method, "seed-1");
      Path model = cell.resolve("model").resolve("model.safetensors");
      assertThat(directory.resolve(model)).hasSameBinaryContentAs(finished.resolve(model));
      assertThat(directory.resolve(cell)).isDirectoryNotContaining("glob:**checkpoint");
      assertThat(steps(directory.resolve(cell))).isEqualTo(steps(finished.resolve(cell)));
    }
  }

  /** Three on-policy rounds of one step each. */
  private static TrainedPolicy inRounds(MethodInputs inputs) {
    OnPolicyRounds.builder()
        .policy(inputs.model())
        .method(OnPolicyMethod.lengthHarmonizing())
        .rounds(3)
        .problemsPerRound(6)
        .sampling(SamplingSettings.defaults().samples(4).maxTokens(20))
        .training(TRAINING.training())
        .grading(CHANCE)
        .checkpoints(inputs.checkpoints())
        .listener(
            new RunListener() {
              @Override
              public void onTrainingStart(TrainingProgress before, int steps) {
                inputs.clock().listener().onTrainingStart(before, steps);
                inputs.steps().onStart(before, steps);
              }

              @Override
              public void onStep(StepMetrics metrics) {
                inputs.clock().listener().onStep(metrics);
                inputs.steps().onStep(metrics);
              }
            })
        .train(inputs.problems());
    return new TrainedPolicy(inputs.model(), 0, 0);
  }

  @Test
  void rounds_go_on_with_the_one_they_were_in() throws IOException {
    Method rounds = Method.trained("rounds", Map.of("rounds", 3), ExperimentTest::inRounds);
    ExperimentBuilder experiment =
        small(directory.resolve("whole"))
            .methods(List.of(Method.baseline(), rounds))
            .seeds(List.of(1L));
    experiment.build().run();

    Killer listener = Killer.never();
    experiment.directory(directory.resolve("cut")).listener(Killer.inStep(2));
    assertThatThrownBy(() -> experiment.build().run()).hasMessage("killed in step 2");
    experiment.listener(listener).build().run();

    assertThat(listener.wentOnFrom()).containsExactly(2);
    Path whole = directory.resolve("whole/cells/rounds/seed-1");
    Path cut = directory.resolve("cut/cells/rounds/seed-1");
    assertThat(cut.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(whole.resolve("model/model.safetensors"));
    assertThat(steps(cut)).hasSize(3).isEqualTo(steps(whole));
    assertThat(cut).isDirectoryNotContaining("glob:**checkpoint");
  }

  private static List<String> steps(Path cell) throws IOException {
    return Files.readAllLines(cell.resolve("metrics.jsonl")).stream()
        .map(line -> line.replaceAll("\"seconds\":[-0-9.E]+", ""))
        .toList();
  }

  @Test
  void a_second_run_does_nothing_but_the_report() throws IOException {
    String first = Files.readString(finished.resolve("report.html"));
    List<Stage> stages = new ArrayList<>();
    small(finished)
        .listener(
            new RunListener() {
              @Override
              public void onStageStart(Stage stage) {
                stages.add(stage);
              }
            })
        .loader(
            path -> {
              throw new AssertionError("a model was loaded");
            })
        .build()
        .run();
    assertThat(stages).isEmpty();
    assertThat(Files.readString(finished.resolve("report.html"))).isEqualTo(first);
    try (Stream<Path> files = Files.walk(finished)) {
      assertThat(files.filter(file -> file.toString().contains("partial"))).isEmpty();
    }
  }

  @Test
  void figures_are_of_every_method_benchmark_and_seed() {
    ExperimentFigures figures = ExperimentReport.read(finished).figures();

    assertThat(figures.results()).hasSize(5 * 2);
    Result base = figures.results().get(0);
    assertThat(base.method()).isEqualTo("baseline");
    assertThat(base.comparison().overall().lengthSaving().value()).isZero();
    assertThat(base.comparison().levels()).containsOnlyKeys("1", "2");
    for (Result result : figures.results()) {
      assertThat(result.seeds()).hasSize(2);
      // equally many solutions per seed: pooled figures are the means over seeds
      assertThat(result.seeds().stream().mapToDouble(s -> s.tokens()).average().orElseThrow())
          .isCloseTo(result.comparison().overall().policy().tokens().value(), within(1e-9));
      // 2 solutions of 6 problems by 2 seeds
      assertThat(result.comparison().overall().policy().solutions()).isEqualTo(24);
      // the largest budget lets all of the baseline's solutions end
      double within = result.budgets().get(result.budgets().size() - 1).accuracy();
      assertThat(within)
          .isLessThanOrEqualTo(result.comparison().overall().policy().accuracy().value());
    }
    assertThat(figures.ablations()).hasSize(1);
    assertThat(figures.ablations().get(0).methods())
        .containsExactly(Map.entry(0.0, "no-lambda"), Map.entry(2.0, "O1-Pruner"));
    assertThat(figures.quartiles()).hasSize(4);
    // 6 problems, 4 samples, 2 seeds: a quarter of 48
    assertThat(figures.quartiles().get(0).solutions()).isEqualTo(12);
    assertThat(figures.stages()).allMatch(stage -> stage.seconds() >= 0);
    assertThat(figures.stages()).anyMatch(s -> s.stage().equals("train") && s.seconds() > 0);
  }

  @Test
  void the_page_is_well_formed_needs_no_network_and_has_plots() throws Exception {
    String html = ExperimentReport.read(finished).html();

    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    Document document =
        factory
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(html.replace("<!DOCTYPE html>", ""))));
    NodeList plots = document.getElementsByTagName("svg");
    assertThat(html.split("<figure>", -1)).hasSize(1 + 6); // one of each kind, one decoding
    int drawn = 0;
    for (int i = 0; i < plots.getLength(); i++) {
      Element plot = (Element) plots.item(i);
      drawn += plot.getElementsByTagName("path").getLength();
      drawn += plot.getElementsByTagName("rect").getLength();
    }
    assertThat(drawn).isGreaterThan(50);
    assertThat(html).contains("a &lt; b &amp; c", "no-lambda", "Ablation of lambda");
    assertThat(html.replaceAll("xmlns(:\\w+)?=\"[^\"]*\"", ""))
        .doesNotContain("http:", "https:", "src=", "<script", "<link", "@import");
    NodeList all = document.getElementsByTagName("*");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      String id = ((Element) all.item(i)).getAttribute("id");
      if (!id.isEmpty()) {
        ids.add(id);
      }
    }
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void a_level_that_is_markup_is_shown_as_text() throws IOException {
    try (Stream<Path> files = Files.walk(finished)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = directory.resolve(finished.relativize(file).toString());
        MoreFiles.createParentDirectories(copy);
        Files.copy(file, copy);
      }
    }
    Path problems = directory.resolve("benchmarks/one.jsonl");
    Files.writeString(
        problems,
        Files.readString(problems)
            .replace("\"level\":2", "\"level\":\"<img src=x onerror=alert(1)>\""));

    assertThat(ExperimentReport.read(directory).html())
        .contains("&lt;img src=x onerror")
        .doesNotContain("<img");
  }

  @Test
  void results_of_anything_else_are_refused_before_any_work() {
    assertThatThrownBy(
            () ->
                small(finished)
                    .methods(
                        List.of(
                            Method.baseline(),
                            PaperMethods.dpo(0.1, TRAINING),
                            PaperMethods.o1Pruner(5, 2, 0.2, TRAINING)))
                    .build()
                    .run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("settings")
        .hasMessageContaining("give another path");
    assertThatThrownBy(() -> small(finished).benchmark("one", problems("a", 11)).build().run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one.T=1.json is of results with another problems");
    assertThatThrownBy(() -> small(finished).grading(Grading.defaults()).build().run())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("samples.json is of results with another grading");
    assertThat(finished.resolve("cells/DPO")).doesNotExist(); // nor has the plan lost a method
    assertThat(ExperimentReport.read(finished).figures().results()).hasSize(5 * 2);
  }

  @Test
  void a_second_one_in_the_same_directory_is_refused_while_the_first_runs() {
    FileClaim first = FileClaim.takeDirectory(directory);
    try (first) {
      assertThatThrownBy(() -> small(directory).build().run())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(directory + " is being written by this very process ");
    }
    assertThat(directory.resolve(Experiment.PLAN)).doesNotExist();
  }

  @Test
  void its_inputs_are_every_file_and_problem_set() {
    Map<String, String> inputs = small(directory).build().inputs();
    assertThat(inputs)
        .containsKeys(
            "reference/config.json",
            "reference/model.safetensors",
            "reference/tokenizer.json",
            "training problems",
            "benchmark one",
            "benchmark two");
    assertThat(inputs.values()).allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    Map<String, String> others =
        small(directory).benchmark("one", problems("a", 11)).build().inputs();
    assertThat(others.get("benchmark one")).isNotEqualTo(inputs.get("benchmark one"));
    assertThat(others.get("benchmark two")).isEqualTo(inputs.get("benchmark two"));
  }

  @Test
  void an_unfinished_experiment_has_no_report() {
    assertThatThrownBy(() -> small(directory).listener(new Killer(30)).build().run())
        .hasMessage("killed at 30");
    assertThatThrownBy(() -> ExperimentReport.read(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run it again");
  }

  @Test
  void what_does_not_fit_together_is_refused() {
    assertThatThrownBy(() -> Experiment.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("[reference, training, benchmark, methods, directory]");
    assertThatThrownBy(() -> small(directory).methods(List.of(PaperMethods.sft(TRAINING))).build())
        .hasMessageContaining("add Method.baseline()");
    assertThatThrownBy(() -> small(directory).benchmark("three", problems("c", 0)).build())
        .hasMessageContaining("also trained on");
    assertThatThrownBy(() -> Method.baseline().named("../up"))
        .hasMessageContaining("part of file names");
    assertThatThrownBy(() -> Method.fastPrompt("be quick")).hasMessageContaining("{problem}");
  }
}
