package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.o1pruner.examples.command.Texts.format;

import com.google.common.base.Ascii;
import com.google.gson.JsonObject;
import dev.o1pruner.problem.Overlap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says which problems of an evaluation set a training set has, too. */
@Command(
    name = "overlap",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Says which problems of an evaluation set a training set has, too: word for word, or nearly,"
          + " that is with most of the evaluation problem's runs of 8 words.",
      "With --json, one object with training, evaluation, overlapping, same (numbers of problems),"
          + " then one per pair: trainingId, evaluationId, kind (same or near), share."
    })
public final class OverlapCommand implements Runnable {

  private static final int SHOWN = 20;

  @Parameters(index = "0", paramLabel = "TRAIN", description = "Problems to train on.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path training;

  @Parameters(index = "1", paramLabel = "TEST", description = "Problems to evaluate on.")
  @SuppressWarnings("NullAway.Init")
  private Path evaluation;

  @Option(
      names = "--share",
      paramLabel = "X",
      description = "Share of runs that makes a problem nearly the same, over 0 and at most 1.")
  private double share = Overlap.DEFAULT_SHARE;

  @Mixin private ProblemFormatOptions problems = new ProblemFormatOptions();

  @Mixin private Output output = new Output();

  @Override
  public void run() {
    checkArgument(share > 0 && share <= 1, "--share must be over 0, at most 1, but was %s", share);
    Overlap overlap =
        Overlap.of(problems.read(training, output), problems.read(evaluation, output), share);
    JsonObject counts = new JsonObject();
    counts.addProperty("training", overlap.training());
    counts.addProperty("evaluation", overlap.evaluation());
    counts.addProperty("overlapping", overlap.evaluationProblems());
    counts.addProperty("same", overlap.sameProblems());
    output.json(counts);
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("in " + evaluation, "in " + training, "kind", "share"));
    for (Overlap.Pair pair : overlap.pairs()) {
      String kind = Ascii.toLowerCase(pair.kind().name());
      JsonObject line = new JsonObject();
      line.addProperty("trainingId", pair.trainingId());
      line.addProperty("evaluationId", pair.evaluationId());
      line.addProperty("kind", kind);
      line.addProperty("share", pair.share());
      output.json(line);
      rows.add(List.of(pair.evaluationId(), pair.trainingId(), kind, format("%.2f", pair.share())));
    }
    int more = overlap.pairs().size() - SHOWN;
    String table =
        overlap.pairs().isEmpty()
            ? ""
            : "%n%s%n".formatted(Texts.table(rows.subList(0, Math.min(rows.size(), SHOWN + 1))));
    output.words(
        format(
                "%d of %d evaluation problems are among the %d training problems, %d of them word for"
                    + " word%s%s",
                overlap.evaluationProblems(),
                overlap.evaluation(),
                overlap.training(),
                overlap.sameProblems(),
                table,
                more > 0 ? "and %d more pairs; --json lists all".formatted(more) : "")
            .strip());
  }
}
