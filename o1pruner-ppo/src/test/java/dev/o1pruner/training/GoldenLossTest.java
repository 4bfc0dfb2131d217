package dev.o1pruner.training;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.run.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A whole training step by each loss against PyTorch in float64: golden/make_golden_losses.py made
 * the numbers. Bounds are relative above 1 and absolute below: 2e-5 on the loss, 5e-5 on gradients
 * and their norm, 1e-5 on weights after the step.
 */
class GoldenLossTest {

  private static final JsonObject GOLDEN =
      Json.readObject(GoldenStepTest.golden("golden_losses.json"));
  private static final JsonObject LOSSES = GOLDEN.getAsJsonObject("losses");

  static Stream<Arguments> losses() {
    int constant = GOLDEN.get("constantLength").getAsInt();
    return Stream.of(
        Arguments.of("GRPO", PolicyLoss.grpo()),
        Arguments.of("DR_GRPO", PolicyLoss.drGrpo(constant)),
        Arguments.of("DAPO", PolicyLoss.dapo()),
        Arguments.of("GSPO", PolicyLoss.gspo()),
        Arguments.of("RLOO", PolicyLoss.reinforce()),
        Arguments.of("DPO", PolicyLoss.dpo(0.1)),
        Arguments.of("SIMPO", PolicyLoss.simPo(2, 1)));
  }

  private static List<TrainingExample> batch(String name) {
    JsonArray solutions = GOLDEN.getAsJsonArray("batch");
    if (!name.equals("DPO") && !name.equals("SIMPO")) {
      return IntStream.range(0, solutions.size()).mapToObj(i -> example(i, "")).toList();
    }
    List<TrainingExample> pairs = new ArrayList<>();
    for (JsonElement pair : GOLDEN.getAsJsonArray("pairs")) {
      pair.getAsJsonArray().forEach(i -> pairs.add(example(i.getAsInt(), pair.toString())));
    }
    return pairs;
  }

  private static TrainingExample example(int i, String unit) {
    JsonObject solution = GOLDEN.getAsJsonArray("batch").get(i).getAsJsonObject();
    return new TrainingExample(
        "golden",
        i,
        new TokenSequence(
            GoldenStepTest.ids(solution, "prompt"), GoldenStepTest.ids(solution, "completion")),
        0,
        solution.get("advantage").getAsDouble(),
        recorded(solution, "refLogProbs"),
        recorded(solution, "samplerLogProbs"),
        unit);
  }

  private static ImmutableDoubleArray recorded(JsonObject solution, String field) {
    ImmutableDoubleArray.Builder logProbs = ImmutableDoubleArray.builder();
    solution.getAsJsonArray(field).forEach(x -> logProbs.add(x.getAsDouble()));
    return logProbs.build();
  }

  @ParameterizedTest
  @MethodSource("losses")
  void gradients_agree(String name, PolicyLoss loss) {
    List<TrainingExample> batch = batch(name);
    long tokens = batch.stream().mapToLong(example -> example.tokens().tokenIds().length()).sum();
    try (LanguageModel model = TinyPolicy.load()) {
      model.weights().forEach(weight -> weight.setRequiresGradient(true));
      try (Optimizer optimizer = TinyPolicy.optimizer(model)) {
        new GradientStep(model, loss, false)
            .accumulate(batch, batch.size(), tokens, optimizer.gradients(), 0);
        GoldenStepTest.assertEntries(model, optimizer.gradients(), LOSSES, name, "gradients", 5e-5);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void a_step_of_small_microbatches_agrees(String name, PolicyLoss loss) {
    JsonObject expected = LOSSES.getAsJsonObject(name);
    try (LanguageModel model = TinyPolicy.load()) {
      List<StepMetrics> steps = new ArrayList<>();
      new Trainer(model, loss, GoldenStepTest.settings(16), steps::add)
          .train(BatchSource.shuffled(batch(name), 5, 1, 1));

      GoldenStepTest.assertRelative(steps.get(0).loss(), expected.get("loss"), 2e-5);
      GoldenStepTest.assertRelative(
          steps.get(0).gradientNorm(), expected.get("gradientNorm"), 5e-5);
      GoldenStepTest.assertEntries(model, model.weights(), LOSSES, name, "weightsAfter", 1e-5);
    }
  }
}
