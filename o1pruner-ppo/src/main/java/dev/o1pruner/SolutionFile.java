package dev.o1pruner;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.reward.ResumableSampler;
import dev.o1pruner.reward.SampleLine;
import dev.o1pruner.reward.WeightedSolution;
import dev.o1pruner.run.JsonLines;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Graded solutions in a file that is there as a whole or not at all. While they are drawn they are
 * in a file beside it, from where a drawing that was cut off goes on.
 */
public final class SolutionFile {

  /** How its name ends. */
  public static final String SUFFIX = ".jsonl";

  private final Path file;
  private final Path partial;

  /**
   * A file.
   *
   * @param name without suffix
   */
  public SolutionFile(Path directory, String name) {
    this.file = directory.resolve(name + SUFFIX);
    this.partial = directory.resolve(name + ".partial" + SUFFIX);
  }

  /** Where it is. */
  public Path path() {
    return file;
  }

  /** Whether all solutions are there. */
  public boolean exists() {
    return Files.exists(file);
  }

  /** Draws unless all solutions are there, and leaves nothing of the drawing. */
  public void complete(Runnable draw) {
    if (!exists()) {
      draw.run();
    }
    ResumableSampler.delete(partial);
  }

  /**
   * Draws what isn't drawn yet, and grades.
   *
   * @param stage its name
   * @param source of the solutions
   * @param clock times the stage and tells of it
   */
  public void draw(
      String stage,
      SolutionSource source,
      List<Problem> problems,
      SamplingSettings settings,
      Grading grading,
      StageClock clock) {
    List<Solution> solutions =
        clock.time(
            new Stage(stage, "solutions", (long) problems.size() * settings.samples()),
            tick ->
                new ResumableSampler(source.sampler(), partial, source.origin())
                    .sample(
                        problems.stream().map(source.prompt()).toList(),
                        settings,
                        solution -> tick.run()));
    Map<String, JsonObject> drawn = new HashMap<>();
    JsonLines.read(partial, line -> line, JsonLines.OnBadLine.refuse())
        .forEach(line -> drawn.put(key(SampleLine.solution(line)), line));
    List<JsonObject> lines = new ArrayList<>();
    List<GradedSolution> graded = grading.grade(problems, solutions);
    for (int i = 0; i < solutions.size(); i++) {
      JsonObject line = drawn.getOrDefault(key(solutions.get(i)), new JsonObject());
      lines.add(SampleLine.add(line, graded.get(i)));
    }
    JsonLines.write(file, lines);
  }

  /**
   * Adds what each solution is worth, or makes sure that it is worth what the file says.
   *
   * @param weighted in the order of the file
   * @throws IllegalArgumentException naming a solution that was worth something else
   */
  void weigh(List<WeightedSolution> weighted) {
    List<JsonObject> lines = read(line -> line);
    for (int i = 0; i < lines.size(); i++) {
      JsonObject before = lines.get(i).deepCopy();
      JsonObject now = SampleLine.add(lines.get(i), weighted.get(i));
      for (String field :
          before.has(SampleLine.ADVANTAGE) ? SampleLine.WEIGHED : List.<String>of()) {
        // as text: numbers read from a file know no type
        checkArgument(
            now.get(field).toString().equals(String.valueOf(before.get(field))),
            "%s is of results with another recipe: the %s of sample %s of problem %s was %s, now %s;"
                + " give another path",
            file,
            field,
            weighted.get(i).solution().sample(),
            weighted.get(i).solution().problemId(),
            before.get(field),
            now.get(field));
      }
    }
    JsonLines.write(file, lines);
  }

  /** The solutions, in the order of problems and samples. */
  public List<Solution> solutions() {
    return read(SampleLine::solution);
  }

  /** The grades, in the same order. */
  public List<GradedSolution> graded() {
    return read(SampleLine::graded);
  }

  /** Wall-clock time that drawing took. */
  public double seconds() {
    return ResumableSampler.seconds(file);
  }

  private <T> List<T> read(Function<JsonObject, T> line) {
    return JsonLines.read(file, line, JsonLines.OnBadLine.refuse());
  }

  private static String key(Solution solution) {
    return solution.sample() + " " + solution.problemId();
  }
}
