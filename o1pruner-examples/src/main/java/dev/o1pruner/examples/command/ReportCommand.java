package dev.o1pruner.examples.command;

import com.google.gson.JsonObject;
import dev.o1pruner.experiment.ExperimentFigures.Result;
import dev.o1pruner.experiment.ExperimentReport;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes an experiment's report again, from its files. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Makes the report of a finished experiment again, from its files alone: report.md,"
          + " report.json, report.html.",
      "With --json, prints what compare prints."
    })
public final class ReportCommand implements Runnable {

  @Parameters(paramLabel = "DIR", description = "The experiment's directory: compare's --out.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path directory;

  @Mixin private Output output = new Output();

  @Override
  public void run() {
    ExperimentReport report = ExperimentReport.read(directory);
    report.write(directory);
    print(report, directory, output);
  }

  /** Tells people or programs what came out. */
  static void print(ExperimentReport report, Path directory, Output output) {
    for (Result result : report.figures().results()) {
      for (JsonObject line : EvaluationLines.of(result.comparison())) {
        line.addProperty("method", result.method());
        line.addProperty("benchmark", result.benchmark());
        line.addProperty("decoding", result.decoding());
        output.json(line);
      }
    }
    JsonObject line = new JsonObject();
    line.addProperty("directory", directory.toAbsolutePath().toString());
    output.json(line);
    output.words(
        report.markdown() + "with plots: " + directory.toAbsolutePath().resolve("report.html"));
  }
}
