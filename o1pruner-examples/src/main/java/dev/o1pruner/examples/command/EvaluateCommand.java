package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.o1pruner.examples.command.Texts.format;

import dev.o1pruner.evaluation.Comparison;
import dev.o1pruner.evaluation.Estimate;
import dev.o1pruner.evaluation.Evaluation;
import dev.o1pruner.evaluation.EvaluationReport;
import dev.o1pruner.evaluation.Summary;
import dev.o1pruner.model.TextModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.SamplingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how accurate and how long a model's solutions are. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Measures how accurate and how long a model's solutions are, overall and per level, with"
          + " 95 %% bootstrap intervals over problems.",
      "With --json, one object overall (level null), then one per level: level, problems,"
          + " solutions, accuracy, accuracyInterval, tokens, tokensInterval, tokensIfCorrect,"
          + " tokensIfWrong, truncated; overall also seconds. --against adds reference (the same"
          + " fields), lengthSaving, accuracyGain and aes, each with its interval."
    })
public final class EvaluateCommand implements Runnable {

  @Mixin private ProblemSetOptions problems = new ProblemSetOptions();

  @Option(
      names = "--against",
      paramLabel = "DIR",
      description = "Another model to compare with: the reference, usually the unpruned model.")
  private @Nullable Path against;

  @Option(names = "--samples", paramLabel = "N", description = "Solutions per problem.")
  private int samples = 1;

  @Mixin
  private DecodingOptions decoding = new DecodingOptions(0, ProblemSetOptions.DEFAULT_MAX_TOKENS);

  @Mixin private Output output = new Output();

  @Override
  public void run() {
    checkArgument(samples >= 1, "--samples must be at least 1 but was %s", samples);
    checkArgument(
        against == null || !problems.usesServer(),
        "--against can't be used with --server, which runs one model: evaluate each by itself");
    SamplingSettings settings = decoding.settings(samples);
    List<Problem> set = problems.read(output);
    try (TextModel policy = problems.load(problems.model(), set)) {
      if (against == null) {
        report(problems.solve("evaluating", policy, set, settings, output).evaluation());
        return;
      }
      // Both are loaded before either works: a bad second path would come late.
      try (TextModel reference = problems.load(against, set)) {
        Evaluation base =
            problems.solve("evaluating reference", reference, set, settings, output).evaluation();
        Evaluation pruned =
            problems.solve("evaluating model", policy, set, settings, output).evaluation();
        report(Comparison.of(base, pruned), against);
      }
    }
  }

  private void report(Evaluation evaluation) {
    EvaluationLines.of(evaluation).forEach(output::json);

    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "level",
            "problems",
            "solutions",
            "accuracy % [95 %]",
            "tokens [95 %]",
            "if correct",
            "if wrong",
            "cut off %"));
    rows.add(row("all", evaluation.overall()));
    evaluation.levels().forEach((level, summary) -> rows.add(row(level, summary)));
    output.words(Texts.table(rows) + format("%n%.1f s", evaluation.seconds()));
  }

  private void report(Comparison comparison, Path referenceDirectory) {
    EvaluationLines.of(comparison).forEach(output::json);
    output.words(
        format(
                "%s → %s%n%n%s",
                referenceDirectory, problems.model(), EvaluationReport.markdown(comparison))
            .strip());
  }

  private static List<String> row(String level, Summary summary) {
    Estimate accuracy = summary.accuracy();
    Estimate tokens = summary.tokens();
    return List.of(
        level,
        String.valueOf(summary.problems()),
        String.valueOf(summary.solutions()),
        format(
            "%.1f [%.1f, %.1f]",
            100 * accuracy.value(), 100 * accuracy.lower(), 100 * accuracy.upper()),
        format("%.1f [%.1f, %.1f]", tokens.value(), tokens.lower(), tokens.upper()),
        tokens(summary.tokensIfCorrect()),
        tokens(summary.tokensIfWrong()),
        format("%.1f", 100 * summary.truncated()));
  }

  private static String tokens(@Nullable Double mean) {
    return mean == null ? "-" : format("%.1f", mean);
  }
}
