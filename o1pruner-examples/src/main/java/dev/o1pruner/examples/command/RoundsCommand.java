package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import dev.o1pruner.OnPolicyRounds;
import dev.o1pruner.OnPolicyRoundsBuilder;
import dev.o1pruner.RunDirectory;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.checkpoint.ModelHash;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.problem.ProblemHash;
import dev.o1pruner.reward.RewardFunction;
import dev.o1pruner.reward.TargetRewards;
import dev.o1pruner.run.Fingerprint;
import dev.o1pruner.run.RunManifest;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.training.TrainingSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** On-policy training of any model on any problems. */
@Command(
    name = "rounds",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Trains a model in rounds: each samples the next problems from the model as it then is,"
          + " grades the solutions and learns from them. Goes on where it was stopped.",
      "With --json, prints an object per round: round, rounds, problems, tries, solutions,"
          + " accuracy, meanLength, meanReward, trainedOn, dropped, truncated; then one object:"
          + " directory."
    })
public final class RoundsCommand implements Replayable {

  private static final String SETTINGS = "settings.json";

  @Mixin private ModelProblemsOptions problems = new ModelProblemsOptions();

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description = "Advantages and loss: ${COMPLETION-CANDIDATES}.")
  private RoundsMethod method = RoundsMethod.LENGTH_HARMONIZING;

  @Option(
      names = "--lambda",
      paramLabel = "X",
      description = "What accuracy is worth against length in the length-harmonizing reward.")
  private double lambda = 2;

  @Option(
      names = "--hard-limit",
      paramLabel = "N",
      description =
          "Reward 1 for a correct solution of at most N tokens, otherwise 0, in place of the"
              + " length-harmonizing reward: DLER's.")
  private @Nullable Integer hardLimit;

  @Option(names = "--rounds", paramLabel = "N", description = "How many rounds.")
  private int rounds = OnPolicyRoundsBuilder.DEFAULT_ROUNDS;

  @Option(
      names = "--problems-per-round",
      paramLabel = "N",
      description = "Problems of a round; dapo and dler count those with a signal.")
  private int problemsPerRound = OnPolicyRoundsBuilder.DEFAULT_PROBLEMS;

  @Option(names = "--k", paramLabel = "N", description = "Solutions per problem, at least 2.")
  private int samples = OnPolicyRoundsBuilder.DEFAULT_SAMPLES;

  @Option(names = "--epochs", paramLabel = "N", description = "Passes over a round's solutions.")
  private int epochs = 1;

  @Option(names = "--minibatches", paramLabel = "N", description = "Optimizer steps of a pass.")
  private int minibatches = 1;

  @Option(names = "--learning-rate", paramLabel = "RATE", description = "Of every step.")
  private double learningRate = OnPolicyRoundsBuilder.DEFAULT_LEARNING_RATE;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Most solutions drawn side by side; fewer take less memory.")
  private int slots = EngineSettings.DEFAULT_SLOTS;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Directory of the trained model, of metrics, solutions and checkpoints.")
  private Path out = Path.of("runs", "rounds");

  @Mixin
  private DecodingOptions decoding = new DecodingOptions(1, ProblemSetOptions.DEFAULT_MAX_TOKENS);

  @Mixin private TrainableOptions trainable = new TrainableOptions();

  @Mixin private CheckpointOptions checkpoints = new CheckpointOptions();

  @Mixin private GuardOptions guards = new GuardOptions();

  @Mixin private Output output = new Output();

  @Override
  public void run() {
    checkArgument(samples >= 2, "--k must be at least 2 but was %s", samples);
    checkArgument(slots >= 1, "--slots must be at least 1 but was %s", slots);
    OnPolicyRoundsBuilder run = builder();
    List<Problem> set = problems.read(output);
    checkArgument(
        problemsPerRound <= set.size(),
        "--problems-per-round is %s, but there are only %s problems",
        problemsPerRound,
        set.size());
    Fingerprint settings = Fingerprint.of(out.resolve(SETTINGS), settings(run, set));
    Fingerprint.claim(List.of(settings));
    RunManifest manifest = CommandManifest.start(this, output, Map.of());
    try (LanguageModel model = LanguageModel.load(problems.model(), trainable.dtype());
        RunProgress progress = new RunProgress(output)) {
      run.policy(model)
          .slots(slots)
          .listener(progress)
          .runDirectory(out)
          .checkpoints(out.resolve("checkpoints"))
          .keepCheckpoints(checkpoints.keep())
          .train(set);
      int before = progress.stepsBefore() / (epochs * minibatches);
      if (before > 0) {
        output.note("%s of %s rounds were done already".formatted(before, rounds));
      }
    }
    manifest.put("run", settings.parts()).write(CommandManifest.of(out));
    JsonObject line = new JsonObject();
    line.addProperty("directory", out.toAbsolutePath().toString());
    output.json(line);
    output.words("trained model: " + out.resolve(RunDirectory.MODEL).toAbsolutePath());
  }

  @Override
  public Map<String, String> inputs() {
    return problems.inputs();
  }

  @Override
  public Path results() {
    return out;
  }

  private OnPolicyRoundsBuilder builder() {
    SamplingSettings sampling = decoding.settings(samples);
    return OnPolicyRounds.builder()
        .method(method.method(sampling.maxTokens()))
        .reward(
            hardLimit == null
                ? RewardFunction.lengthHarmonizing(lambda)
                : TargetRewards.hardLimit(hardLimit))
        .rounds(rounds)
        .problemsPerRound(problemsPerRound)
        .epochs(epochs)
        .minibatches(minibatches)
        .sampling(sampling)
        .seed(sampling.seed())
        .guards(guards.settings())
        .trainable(trainable.trainable())
        .training(
            new TrainingSettings(
                LearningRateSchedule.constant(learningRate),
                trainable.optimizer(),
                OnPolicyRoundsBuilder.DEFAULT_MAX_GRADIENT_NORM,
                trainable.microbatchTokens()));
  }

  /** What the trained model depends on: a run of anything else isn't gone on with. */
  private Map<String, Object> settings(OnPolicyRoundsBuilder run, List<Problem> set) {
    Map<String, Object> settings = new LinkedHashMap<>(run.describe());
    settings.put("reward", hardLimit == null ? "lambda " + lambda : "hard limit " + hardLimit);
    settings.put("dtype", trainable.dtype().toString());
    settings.put("weights", ModelHash.weights(problems.model()));
    settings.put("problems", ProblemHash.of(set));
    return settings;
  }
}
