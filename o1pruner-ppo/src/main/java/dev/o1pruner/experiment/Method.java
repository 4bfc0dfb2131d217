package dev.o1pruner.experiment;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.o1pruner.OfflineTraining;
import dev.o1pruner.baseline.TrainingTask;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TextModel;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.PromptFormat;
import dev.o1pruner.training.SequenceLimit;
import dev.o1pruner.training.TrainingCheckpoints;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One row of an experiment: how its policy is made from the reference, and how problems are put to
 * it. The paper's methods are in {@link PaperMethods}.
 */
public final class Method {

  /** Name of the row that all others are compared with. */
  public static final String BASELINE = "baseline";

  /** What stands for the problem's text in an instruction. */
  public static final String PROBLEM = "{problem}";

  /** The paper's fast-solving prompt; models differ in what they heed. */
  public static final String FAST_INSTRUCTION =
      PROBLEM + "\n\nSolve this problem quickly, without any pause, check or reflection.";

  /** Makes a policy. */
  @FunctionalInterface
  public interface Training {
    /**
     * Trains the given model, which belongs to the method, in place. A training that was cut off is
     * called again with the model as it was at first and what it left in {@link
     * MethodInputs#checkpoints}.
     */
    TrainedPolicy train(MethodInputs inputs);
  }

  /** Chooses what to train on from the shared samples. */
  @FunctionalInterface
  public interface Preparation {
    /** Examples and loss; the given model is still the reference, to be scored with. */
    TrainingTask prepare(MethodInputs inputs);
  }

  private final String name;
  private final Map<String, Object> settings;
  private final String instruction;
  private final @Nullable Training training;

  private Method(
      String name, Map<String, ?> settings, String instruction, @Nullable Training training) {
    this.name = Names.check("method", name);
    this.settings = ImmutableMap.copyOf(settings);
    this.instruction = instruction;
    this.training = training;
  }

  /** The reference as it is. */
  public static Method baseline() {
    return new Method(BASELINE, Map.of(), PROBLEM, null);
  }

  /**
   * The reference, told to be quick.
   *
   * @param instruction the user's message, with {@value #PROBLEM} where the problem's text goes;
   *     {@link #FAST_INSTRUCTION} is the paper's
   */
  public static Method fastPrompt(String instruction) {
    checkArgument(
        instruction.contains(PROBLEM),
        "the instruction must say where the problem goes, by %s, but was \"%s\"",
        PROBLEM,
        instruction);
    return new Method("fast-prompt", Map.of("instruction", instruction), instruction, null);
  }

  /**
   * Any training.
   *
   * @param settings everything the policy depends on besides reference, samples and seed: results
   *     of other settings are refused, and methods that differ in {@code lambda} only form an
   *     ablation. Values are text, numbers, booleans and lists and maps of them
   */
  public static Method trained(String name, Map<String, ?> settings, Training training) {
    return new Method(name, settings, PROBLEM, training);
  }

  /**
   * Training on the shared samples.
   *
   * @param settings as for {@link #trained}, without those of the training
   * @param preparation chooses the examples and the loss
   * @param training how they are trained on
   */
  public static Method offline(
      String name, Map<String, ?> settings, OfflineTraining training, Preparation preparation) {
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.put("training", training.describe());
    return trained(
        name,
        all,
        inputs -> {
          LanguageModel policy = training.trainable().prepare(inputs.model());
          TrainingTask task = preparation.prepare(inputs);
          SequenceLimit.Limited limited =
              training.run(
                  policy,
                  task.examples(),
                  task.loss(),
                  inputs.seed(),
                  inputs.clock(),
                  inputs.steps(),
                  TrainingCheckpoints.in(inputs.checkpoints()));
          return new TrainedPolicy(policy, limited.dropped(), limited.truncated());
        });
  }

  /** The same under another name. */
  public Method named(String other) {
    return new Method(other, settings, instruction, training);
  }

  /** Unique in an experiment; part of file names. */
  public String name() {
    return name;
  }

  /** Everything that its results depend on besides reference, samples and seed. */
  public Map<String, Object> settings() {
    return settings;
  }

  /** Whether it makes a policy, rather than use the reference. */
  public boolean trains() {
    return training != null;
  }

  /** How problems are put to its policy. */
  Function<Problem, Prompt> prompt(TextModel model) {
    PromptFormat format = PromptFormat.chat(model);
    return problem ->
        new Prompt(problem.id(), format.encode(instruction.replace(PROBLEM, problem.problem())));
  }

  /** Makes the policy of a method that trains. */
  TrainedPolicy train(MethodInputs inputs) {
    checkArgument(training != null, "%s uses the reference as it is", name);
    return training.train(inputs);
  }
}
