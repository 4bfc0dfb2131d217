package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.o1pruner.examples.command.Texts.format;

import com.google.common.primitives.ImmutableIntArray;
import com.google.gson.JsonObject;
import dev.o1pruner.evaluation.Evaluation;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.evaluation.Summary;
import dev.o1pruner.model.TextModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.ResumableSampler;
import dev.o1pruner.reward.SampleLine;
import dev.o1pruner.run.Json;
import dev.o1pruner.run.RunManifest;
import dev.o1pruner.sampling.DecodingReport;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.SolutionStarts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Draws K graded solutions for each problem. */
@Command(
    name = "sample",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Draws K solutions for each problem and grades them.",
      "The file has a line per solution: problemId, sample, length, finishReason, text,"
          + " promptTokenIds, tokenIds, correct, answer, crc32c; weigh reads it.",
      "With --json, prints one object: problems, solutions, meanTokens, accuracy, truncated,"
          + " seconds, tokensPerSecond, out; of our own sampler slotUtilisation, the share of the"
          + " slots' steps that gave a token of a solution."
    })
public final class SampleCommand implements Replayable {

  @Mixin private ProblemSetOptions problems = new ProblemSetOptions();

  @Option(names = "--k", paramLabel = "N", description = "Solutions per problem, at least 2.")
  private int samples = 16;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description =
          "Where the solutions go, each as it ends; a file that was cut off (Ctrl-C, SIGTERM, kill)"
              + " is gone on with.")
  @SuppressWarnings("NullAway.Init")
  private Path out;

  @Option(
      names = "--redraw-damaged",
      description = "Drop damaged lines of --out and draw their solutions again.")
  private boolean redrawDamaged;

  @Option(
      names = "--start",
      paramLabel = "TEXT",
      description =
          "What solutions begin with, whatever the model thinks of it; of several, sample k takes"
              + " the one at k modulo their number, and an empty one leaves it to the model.")
  private List<String> starts = List.of();

  @Mixin
  private DecodingOptions decoding = new DecodingOptions(1, ProblemSetOptions.DEFAULT_MAX_TOKENS);

  @Mixin private Output output = new Output();

  private int drawn;
  private long drawnTokens;

  @Override
  public void run() {
    checkArgument(
        samples >= 2,
        "--k must be at least 2 but was %s: rewards compare a solution with the mean of its group",
        samples);
    SamplingSettings settings = decoding.settings(samples);
    List<Problem> set = problems.read(output);
    OutputPath.check(out);
    Stoppable.resumable(output, () -> sample(settings, set));
  }

  @Override
  public Map<String, String> inputs() {
    return problems.inputs();
  }

  @Override
  public Path results() {
    return out;
  }

  private void sample(SamplingSettings settings, List<Problem> set) {
    RunManifest manifest = CommandManifest.start(this, output, Map.of());
    EvaluationRun run;
    try (TextModel model = problems.load(problems.model(), set)) {
      SolutionStarts begin = starts(model);
      JsonObject origin = problems.origin(model);
      if (!starts.isEmpty()) {
        origin.add("starts", Json.gson().toJsonTree(lists(begin)));
      }
      run =
          problems.solve(
              "sampling",
              model,
              set,
              settings,
              output,
              sampler ->
                  new ResumableSampler(
                      begin.on(counting(sampler)), out, origin, redrawDamaged, output::note));
    }
    List<JsonObject> lines = new ArrayList<>();
    for (int i = 0; i < run.solutions().size(); i++) {
      lines.add(SampleLine.add(SampleLine.of(run.solutions().get(i)), run.graded().get(i)));
    }
    ResumableSampler.rewrite(out, lines);
    manifest
        .put("samples", Json.readObject(ResumableSampler.settingsFile(out)))
        .put("seconds", run.evaluation().seconds())
        .write(CommandManifest.of(out));
    report(run.evaluation());
  }

  private SolutionStarts starts(TextModel model) {
    return starts.isEmpty()
        ? SolutionStarts.none()
        : new SolutionStarts(
            starts.stream().map(text -> model.tokenizer().encode(text, false)).toList());
  }

  private static List<List<Integer>> lists(SolutionStarts starts) {
    return starts.tokenIds().stream().map(ImmutableIntArray::asList).toList();
  }

  /** Counts what is drawn now, not what was there already. */
  private Sampler counting(Sampler sampler) {
    return (draws, settings, onSolution) ->
        sampler.draw(
            draws,
            settings,
            solution -> {
              drawn++;
              drawnTokens += solution.length();
              onSolution.accept(solution);
            });
  }

  private void report(Evaluation evaluation) {
    Summary summary = evaluation.overall();
    double tokens = summary.tokens().value();
    double rate = drawnTokens / Math.max(evaluation.seconds(), 1e-9);
    if (drawn < summary.solutions()) {
      output.note(
          format(
              "%d of %d solutions were there already",
              summary.solutions() - drawn, summary.solutions()));
    }
    JsonObject line = new JsonObject();
    line.addProperty("problems", summary.problems());
    line.addProperty("solutions", summary.solutions());
    line.addProperty("meanTokens", tokens);
    line.addProperty("accuracy", summary.accuracy().value());
    line.addProperty("truncated", summary.truncated());
    line.addProperty("seconds", evaluation.seconds());
    line.addProperty("tokensPerSecond", rate);
    DecodingReport decoding = problems.decoding();
    if (decoding.slotSteps() > 0) {
      line.addProperty("slotUtilisation", decoding.utilisation());
    }
    if (decoding.halvings() > 0) {
      line.addProperty("slotHalvings", decoding.halvings());
      output.note(
          format(
              "memory ran out %d times, each time half the slots were left: next time set fewer"
                  + " --slots or less --cache-mib",
              decoding.halvings()));
    }
    line.addProperty("out", out.toString());
    output.json(line);
    output.words(
        format(
            "%d solutions of %d problems: %.1f %% correct, %.1f tokens on average,"
                + " %.1f %% cut off at the token limit%n%.1f s, %.0f tokens/s%s%nwritten to %s",
            summary.solutions(),
            summary.problems(),
            100 * summary.accuracy().value(),
            tokens,
            100 * summary.truncated(),
            evaluation.seconds(),
            rate,
            decoding.slotSteps() > 0
                ? format("; slots busy %.1f %% of their steps", 100 * decoding.utilisation())
                : "",
            out));
  }
}
