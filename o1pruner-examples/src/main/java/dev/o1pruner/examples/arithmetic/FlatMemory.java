package dev.o1pruner.examples.arithmetic;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizerSettings;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.run.ResidentMemory;
import dev.o1pruner.sampling.Draw;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.PromptFormat;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.Solution;
import dev.o1pruner.training.Trainable;
import dev.o1pruner.training.Trainer;
import dev.o1pruner.training.TrainingCheckpoints;
import dev.o1pruner.training.TrainingExample;
import dev.o1pruner.training.TrainingListener;
import dev.o1pruner.training.TrainingSession;
import dev.o1pruner.training.TrainingSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What memory the process holds while it samples, scores and trains for long: solutions of 1 to
 * {@value #LONGEST} tokens, batches of 1 to {@value #LARGEST_BATCH} of them.
 *
 * @param parts after each of which memory is looked at
 * @param steps optimizer steps in each part
 * @param solutions sampled and scored in each part
 */
public record FlatMemory(int parts, int steps, int solutions) {

  private static final int LONGEST = 200;
  private static final int LARGEST_BATCH = 8;
  private static final int SLOTS = 32;
  private static final int MICROBATCH_TOKENS = 512;

  /** Low enough for the model to stay what it is. */
  private static final double LEARNING_RATE = 1e-7;

  /** Checks the numbers. */
  public FlatMemory {
    checkArgument(
        parts > 0 && steps > 0 && solutions > 0,
        "parts, steps and solutions must be positive but were %s, %s and %s",
        parts,
        steps,
        solutions);
  }

  /**
   * Memory at one time.
   *
   * @param steps taken so far
   * @param solutions drawn so far
   * @param residentBytes of the whole process; 0 if the system doesn't tell
   * @param heapBytes of it, those of Java objects after a garbage collection
   */
  public record Held(int steps, int solutions, long residentBytes, long heapBytes) {}

  /** Runs with a model, which is changed next to nothing, and tells of each part. */
  public void run(LanguageModel model, Consumer<Held> onPart) {
    Trainer trainer =
        new Trainer(
            model,
            Trainable.full(),
            PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, PolicyLoss.DEFAULT_CLIP_RANGE),
            new TrainingSettings(
                LearningRateSchedule.constant(LEARNING_RATE),
                OptimizerSettings.adamW(),
                1,
                MICROBATCH_TOKENS),
            TrainingListener.none());
    try (TrainingSession session = trainer.start(parts * steps, TrainingCheckpoints.none())) {
      for (int part = 0; part < parts; part++) {
        Random random = new Random(part);
        List<TrainingExample> examples = examples(model, draw(model, part, random), random);
        for (int step = 0; step < steps; step++) {
          List<TrainingExample> batch = new ArrayList<>();
          for (int i = random.nextInt(LARGEST_BATCH); i >= 0; i--) {
            batch.add(examples.get(random.nextInt(examples.size())));
          }
          session.step(batch);
        }
        onPart.accept(held((part + 1) * steps, (part + 1) * solutions));
      }
    }
  }

  private List<Solution> draw(LanguageModel model, int part, Random random) {
    PromptFormat format = PromptFormat.chat(model);
    List<Draw> draws = new ArrayList<>();
    for (Problem problem : ArithmeticTask.training(solutions, part)) {
      draws.add(
          new Draw(format.prompt(problem), 0, random.nextLong(), 1 + random.nextInt(LONGEST)));
    }
    return new EngineSampler(model, EngineSettings.defaults().slots(SLOTS))
        .draw(draws, SamplingSettings.defaults(), solution -> {});
  }

  private static List<TrainingExample> examples(
      LanguageModel model, List<Solution> solutions, Random random) {
    List<TokenSequence> sequences =
        solutions.stream()
            .map(solution -> new TokenSequence(solution.promptIds(), solution.tokenIds()))
            .toList();
    List<float[]> logProbs = model.logProbs(sequences);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i++) {
      ImmutableDoubleArray.Builder reference = ImmutableDoubleArray.builder();
      for (float logProb : logProbs.get(i)) {
        reference.add(logProb);
      }
      double advantage = random.nextGaussian();
      examples.add(
          new TrainingExample(
              solutions.get(i).problemId(),
              0,
              sequences.get(i),
              advantage,
              advantage,
              reference.build()));
    }
    return examples;
  }

  private static Held held(int steps, int solutions) {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Held(
        steps,
        solutions,
        ResidentMemory.now().orElse(0),
        runtime.totalMemory() - runtime.freeMemory());
  }

  /** Prints a line for each part: {@code PARTS STEPS SOLUTIONS}, such as 10 100 1000. */
  public static void main(String[] args) {
    FlatMemory program =
        new FlatMemory(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    try (LanguageModel model = LanguageModel.load(EmbeddedModel.directory())) {
      System.out.println("| steps | solutions | resident, MiB | heap, MiB |");
      System.out.println("|------:|----------:|--------------:|----------:|");
      program.run(
          model,
          held ->
              System.out.printf(
                  "| %d | %d | %.1f | %.1f |%n",
                  held.steps(),
                  held.solutions(),
                  held.residentBytes() / 0x1p20,
                  held.heapBytes() / 0x1p20));
    }
  }
}
