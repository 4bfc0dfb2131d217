package dev.o1pruner.experiment;

import static dev.o1pruner.experiment.Cells.change;
import static dev.o1pruner.experiment.Cells.format;
import static dev.o1pruner.experiment.Cells.number;
import static dev.o1pruner.experiment.Cells.percent;
import static dev.o1pruner.experiment.Cells.score;
import static dev.o1pruner.experiment.Cells.tokens;

import dev.o1pruner.evaluation.ScoreComparison;
import dev.o1pruner.evaluation.Summary;
import dev.o1pruner.experiment.ExperimentFigures.Ablation;
import dev.o1pruner.experiment.ExperimentFigures.Average;
import dev.o1pruner.experiment.ExperimentFigures.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The questions a report answers, with their tables. */
final class ReportSections {

  private final ExperimentFigures figures;
  private final ReportPlots plots;

  private ReportSections(ExperimentFigures figures) {
    this.figures = figures;
    this.plots = new ReportPlots(figures);
  }

  static List<ReportSection> of(ExperimentFigures figures) {
    ReportSections sections = new ReportSections(figures);
    return Stream.of(
            sections.overview(),
            sections.parts(),
            sections.lengths(),
            sections.levels(),
            sections.budgets(),
            sections.quartiles(),
            sections.ablation(),
            sections.seeds(),
            sections.stages())
        .filter(section -> !section.tables().isEmpty())
        .toList();
  }

  private ReportSection overview() {
    List<ReportTable> tables = new ArrayList<>();
    for (String decoding : decodings()) {
      List<String> header = new ArrayList<>(List.of("method"));
      benchmarks().forEach(name -> header.addAll(List.of(name + " acc %", "tokens", "AES")));
      if (benchmarks().size() > 1) {
        header.addAll(List.of("average acc %", "tokens", "AES"));
      }
      List<List<String>> rows = new ArrayList<>();
      for (Average average : figures.averages()) {
        if (average.decoding().equals(decoding)) {
          rows.add(overviewRow(average));
        }
      }
      tables.add(new ReportTable(decoding, header, rows));
    }
    return new ReportSection(
        "Results",
        "Means over seeds. AES = dLen + 3 dAcc if accuracy rose or stayed, dLen - 5 |dAcc| if it"
            + " fell, both relative to the baseline, as the paper defines it; the paper prints"
            + " higher values for losses. An average is the mean of the columns, of the"
            + " scores too.",
        tables,
        decodings().stream().map(plots::accuracyAndTokens).toList());
  }

  private List<String> overviewRow(Average average) {
    List<String> row = new ArrayList<>(List.of(average.method()));
    for (Result result : results(average.decoding())) {
      if (result.method().equals(average.method())) {
        ScoreComparison overall = result.comparison().overall();
        row.add(percent(overall.policy().accuracy().value()));
        row.add(number(overall.policy().tokens().value()));
        row.add(overall.score() == null ? Cells.NONE : score(overall.score().value()));
      }
    }
    if (benchmarks().size() > 1) {
      row.add(percent(average.accuracy()));
      row.add(number(average.tokens()));
      row.add(score(average.score()));
    }
    return row;
  }

  private ReportSection parts() {
    return new ReportSection(
        "Scores and their parts",
        "± is half of the 95 % bootstrap interval over problems, brackets are the interval. Saved is"
            + " dLen and gained dAcc, relative to the baseline. Right and wrong: mean tokens of"
            + " such solutions. Cut off: ended by the token limit. Seconds: solving the benchmark"
            + " once, on the machine at hand.",
        perBenchmark(
            List.of(
                "method",
                "accuracy %",
                "tokens",
                "saved %",
                "gained %",
                "AES",
                "right",
                "wrong",
                "cut off %",
                "seconds"),
            result -> {
              ScoreComparison overall = result.comparison().overall();
              Summary policy = overall.policy();
              return List.of(
                  List.of(
                      result.method(),
                      percent(policy.accuracy()),
                      tokens(policy.tokens()),
                      change(overall.lengthSaving()),
                      change(overall.accuracyGain()),
                      score(overall.score()),
                      number(policy.tokensIfCorrect()),
                      number(policy.tokensIfWrong()),
                      percent(policy.truncated()),
                      number(result.comparison().policySeconds())));
            }),
        List.of());
  }

  private ReportSection lengths() {
    return new ReportSection(
        "Lengths",
        "Tokens that so many of a method's solutions don't exceed, to the width of a bin of the"
            + " histogram.",
        perBenchmark(
            List.of("method", "solutions", "10 %", "50 %", "90 %", "100 %"),
            result ->
                List.of(
                    List.of(
                        result.method(),
                        String.valueOf(result.comparison().overall().policy().solutions()),
                        String.valueOf(result.lengths().quantile(0.1)),
                        String.valueOf(result.lengths().quantile(0.5)),
                        String.valueOf(result.lengths().quantile(0.9)),
                        String.valueOf(result.lengths().quantile(1))))),
        decodings().stream().map(plots::lengths).toList());
  }

  private ReportSection levels() {
    return new ReportSection(
        "Length by difficulty",
        "Mean tokens per level, baseline → method; saved is relative to the baseline's.",
        perBenchmark(
                List.of("method", "level", "tokens", "saved %", "accuracy %"),
                result ->
                    result.comparison().levels().entrySet().stream()
                        .map(level -> levelRow(result.method(), level.getKey(), level.getValue()))
                        .toList())
            .stream()
            .filter(table -> !table.rows().isEmpty())
            .toList(),
        decodings().stream().filter(plots::hasLevels).map(plots::levels).toList());
  }

  private static List<String> levelRow(String method, String level, ScoreComparison score) {
    return List.of(
        method,
        level,
        format("%.1f → %.1f", score.reference().tokens().value(), score.policy().tokens().value()),
        change(score.lengthSaving()),
        format(
            "%.1f → %.1f",
            100 * score.reference().accuracy().value(), 100 * score.policy().accuracy().value()));
  }

  private ReportSection budgets() {
    List<ReportTable> tables = new ArrayList<>();
    for (String decoding : decodings()) {
      for (String benchmark : benchmarks()) {
        List<Result> some = results(decoding, benchmark);
        List<String> header = new ArrayList<>(List.of("method"));
        some.get(0).budgets().forEach(budget -> header.add("≤ " + budget.tokens()));
        tables.add(
            new ReportTable(
                benchmark + ", " + decoding,
                header,
                some.stream()
                    .map(
                        result ->
                            Stream.concat(
                                    Stream.of(result.method()),
                                    result.budgets().stream().map(b -> percent(b.accuracy())))
                                .toList())
                    .toList()));
      }
    }
    return new ReportSection(
        "Accuracy under token budgets",
        "Share (%) of solutions that are right and no longer than the budget. The budgets are the"
            + " lengths within which 5, 10, 25, 50, 75, 90 and 100 % of the baseline's solutions"
            + " end.",
        tables,
        decodings().stream().map(plots::budgets).toList());
  }

  private ReportSection quartiles() {
    List<List<String>> rows =
        figures.quartiles().stream()
            .map(
                q ->
                    List.of(
                        String.valueOf(q.quartile()),
                        String.valueOf(q.solutions()),
                        number(q.tokens()),
                        percent(q.accuracy())))
            .toList();
    return new ReportSection(
        "Accuracy by length: length disharmony",
        "The reference's training samples, each problem's ranked by length: 1 its shortest quarter,"
            + " 4 its longest. If short ones are as often right, length is wasted.",
        rows.isEmpty()
            ? List.of()
            : List.of(
                new ReportTable("", List.of("quarter", "samples", "tokens", "accuracy %"), rows)),
        rows.isEmpty() ? List.of() : List.of(plots.quartiles()));
  }

  private ReportSection ablation() {
    List<ReportTable> tables = new ArrayList<>();
    List<Plot> drawn = new ArrayList<>();
    for (Ablation ablation : figures.ablations()) {
      for (String decoding : decodings()) {
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<Double, String> entry : ablation.methods().entrySet()) {
          figures.averages().stream()
              .filter(a -> a.decoding().equals(decoding) && a.method().equals(entry.getValue()))
              .forEach(
                  a ->
                      rows.add(
                          List.of(
                              format("%s", entry.getKey()),
                              a.method(),
                              percent(a.accuracy()),
                              number(a.tokens()),
                              score(a.score()))));
        }
        tables.add(
            new ReportTable(
                decoding, List.of("lambda", "method", "accuracy %", "tokens", "AES"), rows));
        drawn.add(plots.ablation(ablation, decoding));
      }
    }
    return new ReportSection(
        "Ablation of lambda",
        "Methods that differ in lambda only, the weight of correctness against length; averages over"
            + " benchmarks.",
        tables,
        drawn);
  }

  private ReportSection seeds() {
    return new ReportSection(
        "Each seed",
        "AES is against the baseline with the same seed.",
        perBenchmark(
            List.of("method", "seed", "accuracy %", "tokens", "AES", "seconds"),
            result ->
                result.seeds().stream()
                    .map(
                        seed ->
                            List.of(
                                result.method(),
                                String.valueOf(seed.seed()),
                                percent(seed.accuracy()),
                                number(seed.tokens()),
                                score(seed.score()),
                                number(seed.seconds())))
                    .toList()),
        List.of());
  }

  private ReportSection stages() {
    return new ReportSection(
        "Seconds per stage",
        "Wall-clock time as it was measured; of what a stopped run did twice, the last time counts,"
            + " but for samplings, which go on. Samples are shared by all methods of a seed.",
        List.of(
            new ReportTable(
                "",
                List.of("method", "seed", "stage", "seconds"),
                figures.stages().stream()
                    .map(
                        s ->
                            List.of(
                                s.method(),
                                String.valueOf(s.seed()),
                                s.stage(),
                                number(s.seconds())))
                    .toList())),
        List.of());
  }

  /** Rows of one result. */
  private interface Rows {
    List<List<String>> of(Result result);
  }

  /** One table per decoding and benchmark. */
  private List<ReportTable> perBenchmark(List<String> header, Rows rows) {
    List<ReportTable> tables = new ArrayList<>();
    for (String decoding : decodings()) {
      for (String benchmark : benchmarks()) {
        tables.add(
            new ReportTable(
                benchmark + ", " + decoding,
                header,
                results(decoding, benchmark).stream()
                    .flatMap(result -> rows.of(result).stream())
                    .toList()));
      }
    }
    return tables;
  }

  private List<Result> results(String decoding) {
    return figures.results().stream().filter(r -> r.decoding().equals(decoding)).toList();
  }

  private List<Result> results(String decoding, String benchmark) {
    return results(decoding).stream().filter(r -> r.benchmark().equals(benchmark)).toList();
  }

  private List<String> decodings() {
    return List.copyOf(figures.plan().decodings().keySet());
  }

  private List<String> benchmarks() {
    return List.copyOf(figures.plan().benchmarks().keySet());
  }
}
