package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.o1pruner.examples.command.Texts.format;

import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.reward.KeepRule;
import dev.o1pruner.reward.RewardRecipe;
import dev.o1pruner.reward.SampleLine;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.run.JsonLines;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Turns lengths and verdicts into rewards and advantages. */
@Command(
    name = "weigh",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Turns lengths and verdicts of samples into rewards and advantages.",
      "Each line has problemId, sample, length, correct. It comes out, in the same order, with"
          + " reward, advantage and kept (whether it is trained on) added and its other fields as"
          + " they were."
    })
public final class WeighCommand implements Runnable {

  private static final String ALL = "all";

  @Option(
      names = "--samples",
      paramLabel = "FILE",
      required = true,
      description = "JSON lines with problemId, sample, length, correct.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path samples;

  @Option(
      names = "--preset",
      paramLabel = "paper|official-code",
      required = true,
      converter = Preset.Converter.class,
      description =
          "paper: the length-harmonizing reward is the advantage. official-code: it is clipped to"
              + " [-2, 4] and normalised over the kept samples, as the authors' code does.")
  @SuppressWarnings("NullAway.Init")
  private Preset preset;

  @Option(
      names = "--lambda",
      paramLabel = "X",
      description = "What accuracy is worth against length.")
  private double lambda = 2;

  @Option(
      names = "--keep",
      paramLabel = "all|M",
      description =
          "Samples of a problem that are trained on, all or M at random; if absent, paper keeps"
              + " all, official-code 2.")
  private @Nullable String keep;

  @Option(names = "--seed", paramLabel = "N", description = "Decides which M are kept.")
  private long seed = 0;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the lines go; standard output if absent.")
  private @Nullable Path out;

  @Mixin private Output output = new Output();

  /** A line as it was read, and what it says. */
  private record Sample(JsonObject line, GradedSolution solution) {}

  @Override
  public void run() {
    RewardRecipe recipe = recipe();
    OutputPath.check(out);
    // No skipping here: a sample left out would change the means of its problem.
    List<Sample> read =
        JsonLines.read(
            samples,
            line -> new Sample(line, SampleLine.graded(line)),
            BadLineOptions.refuse("correct the line"));
    checkArgument(
        !read.isEmpty(),
        "%s holds no sample; give lines with problemId, sample, length, correct",
        samples);
    List<WeightedSolution> weighted = recipe.weigh(read.stream().map(Sample::solution).toList());
    List<JsonObject> lines = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      lines.add(SampleLine.add(read.get(i).line(), weighted.get(i)));
    }
    output.lines(lines, out, summary(weighted));
  }

  private RewardRecipe recipe() {
    RewardRecipe recipe = preset.recipe(lambda);
    if (ALL.equals(keep)) {
      return recipe.keep(KeepRule.all());
    }
    if (keep != null) {
      return recipe.keep(KeepRule.random(count(keep), seed));
    }
    return preset == Preset.OFFICIAL_CODE
        ? recipe.keep(KeepRule.random(RewardRecipe.OFFICIAL_KEPT, seed))
        : recipe;
  }

  private static int count(String keep) {
    try {
      int count = Integer.parseInt(keep);
      checkArgument(count >= 1, "--keep must be all or at least 1 but was %s", keep);
      return count;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--keep must be all or a number of samples but was '%s'".formatted(keep), e);
    }
  }

  private static String summary(List<WeightedSolution> weighted) {
    DoubleSummaryStatistics rewards =
        weighted.stream().mapToDouble(WeightedSolution::reward).summaryStatistics();
    DoubleSummaryStatistics advantages =
        weighted.stream()
            .filter(WeightedSolution::kept)
            .mapToDouble(WeightedSolution::advantage)
            .summaryStatistics();
    return format(
        "%d samples of %d problems, %d kept; rewards %.3f to %.3f, mean %.3f; advantages of those"
            + " kept %.3f to %.3f, mean %.3f",
        weighted.size(),
        weighted.stream().map(w -> w.solution().problemId()).distinct().count(),
        advantages.getCount(),
        rewards.getMin(),
        rewards.getMax(),
        rewards.getAverage(),
        advantages.getMin(),
        advantages.getMax(),
        advantages.getAverage());
  }
}
