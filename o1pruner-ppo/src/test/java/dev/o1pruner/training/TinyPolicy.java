package dev.o1pruner.training;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.io.Resources;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TokenSequence;
import dev.o1pruner.model.WeightLayout;
import dev.o1pruner.optimizer.LearningRateSchedule;
import dev.o1pruner.optimizer.OptimizedWeight;
import dev.o1pruner.optimizer.Optimizer;
import dev.o1pruner.optimizer.OptimizerSettings;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The Qwen2 of two layers and 40 words that the golden step was made with, and work for it. */
final class TinyPolicy {

  private TinyPolicy() {}

  static Path directory() {
    try {
      return Path.of(Resources.getResource(TinyPolicy.class, "golden/model").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static LanguageModel load() {
    return LanguageModel.load(directory());
  }

  static TrainingSettings settings(double learningRate) {
    return new TrainingSettings(
        LearningRateSchedule.constant(learningRate), OptimizerSettings.adamW(), 1, 64);
  }

  /** An optimizer of all weights of a model, for its gradients. */
  static Optimizer optimizer(LanguageModel model) {
    return new Optimizer(
        OptimizerSettings.adamW(),
        model.manager(),
        OptimizedWeight.all(WeightLayout.of(model.config()), model.config()),
        model.weights());
  }

  /** A prompt of three random words and a solution of a few more, other ones for each number. */
  static TokenSequence sequence(int number) {
    Random random = new Random(number);
    return new TokenSequence(
        ImmutableIntArray.copyOf(random.ints(3, 0, 40)),
        ImmutableIntArray.copyOf(random.ints(2 + number % 5, 0, 40)));
  }

  /** What the model itself says of that sequence is its reference. */
  static TrainingExample example(LanguageModel model, int number, double advantage) {
    ImmutableDoubleArray.Builder reference = ImmutableDoubleArray.builder();
    for (float logProb : model.logProbs(List.of(sequence(number))).get(0)) {
      reference.add(logProb);
    }
    return new TrainingExample(
        "problem" + number, 0, sequence(number), advantage, advantage, reference.build());
  }

  /** Sum of the log-probs of a sequence's solution. */
  static double logProb(LanguageModel model, TokenSequence sequence) {
    double sum = 0;
    for (float logProb : model.logProbs(List.of(sequence)).get(0)) {
      sum += logProb;
    }
    return sum;
  }

  /** Copies of all weights. */
  static List<float[]> weights(LanguageModel model) {
    return values(model.weights());
  }

  /** Copies of arrays. */
  static List<float[]> values(List<NDArray> arrays) {
    return arrays.stream().map(NDArray::toFloatArray).toList();
  }

  /** Arrays of a manager and every open manager below it. */
  static int arrays(NDManager manager) {
    try {
      Field resources = BaseNDManager.class.getDeclaredField("resources");
      resources.setAccessible(true);
      int count = 0;
      for (Object resource : ((Map<?, ?>) resources.get(manager)).values()) {
        if (resource instanceof NDArray) {
          count++;
        } else if (resource instanceof NDManager below) {
          count += 1 + arrays(below);
        }
      }
      return count;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
