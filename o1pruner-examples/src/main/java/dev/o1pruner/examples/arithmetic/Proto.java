package dev.o1pruner.examples.arithmetic;

import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.model.*;
import dev.o1pruner.optimizer.*;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.*;
import dev.o1pruner.training.*;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;

@org.jspecify.annotations.NullUnmarked
public class Proto {
  static ImmutableIntArray prompt(LanguageModel m, String text) {
    return m.tokenizer().encode("<|user|>" + text + "<|assistant|><think>", false);
  }
  static ImmutableIntArray completion(LanguageModel m, String text) {
    return m.tokenizer().encode(text + "<|end|>", false);
  }
  static void evaluate(LanguageModel m, int n, int k, double t) {
    var problems = new ChainGenerator(99).problems(n, Split.HELD_OUT);
    var prompts = problems.stream().map(p -> new Prompt(p.id(), prompt(m, p.problem()))).toList();
    long start = System.nanoTime();
    var sols = new EngineSampler(m, 128, 2L << 30).sample(prompts, SamplingSettings.defaults().temperature(t).samples(k).maxTokens(600).seed(5));
    double sec = (System.nanoTime() - start) / 1e9;
    Map<String, Problem> byId = problems.stream().collect(Collectors.toMap(Problem::id, p -> p));
    Map<String, int[]> lv = new TreeMap<>();
    long tokens = 0; int right = 0; double checks = 0;
    for (var s : sols) {
      var p = byId.get(s.problemId());
      boolean ok = s.text().endsWith("\\boxed{" + p.answer() + "}");
      right += ok ? 1 : 0; tokens += s.length();
      checks += s.text().split("heck").length - 1;
      int[] c = lv.computeIfAbsent(p.level(), x -> new int[3]); c[0]++; c[1] += ok ? 1 : 0; c[2] += s.length();
    }
    System.out.printf("T=%.1f n=%d acc %.4f tokens %.1f rechecks %.2f sec %.1f tok/s %.0f%n", t, sols.size(), right / (double) sols.size(), tokens / (double) sols.size(), checks / sols.size(), sec, tokens / sec);
    lv.forEach((l, c) -> System.out.printf("   L%s acc %.3f tokens %.1f%n", l, c[1] / (double) c[0], c[2] / (double) c[0]));
    for (int i = 0; i < 3; i++) System.out.println(problems.get(i + 1).id() + " => " + sols.get((i + 1) * k).text().replace("\n", " | "));
  }
  public static void main(String[] a) throws Exception {
    System.setProperty("ai.djl.offline", "true");
    Path dir = Path.of(a[1]);
    if (a[0].equals("bench")) {
      try (var m = LanguageModel.random(dir, 1)) {
        System.out.println("params " + m.parameters());
        var src = new PretrainingTraces(t -> prompt(m, t), t -> completion(m, t), 12, 48, 1);
        new Trainer(m, PolicyLoss.nextToken(), new TrainingSettings(LearningRateSchedule.constant(1e-3), AdamWSettings.defaults(), 1, Integer.parseInt(a[2])), s -> System.out.println(s)).train(src);
      }
    } else if (a[0].equals("train")) {
      int steps = Integer.parseInt(a[3]);
      try (var m = LanguageModel.random(dir, 1)) {
        var src = new PretrainingTraces(t -> prompt(m, t), t -> completion(m, t), steps, 48, 1);
        double[] avg = {0};
        new Trainer(m, PolicyLoss.nextToken(), new TrainingSettings(LearningRateSchedule.cosine(Double.parseDouble(a[4]), 0.03), new AdamWSettings(0.9, 0.98, 1e-8, 0.01), 1, 1024), s -> {
          avg[0] = s.step() == 0 ? s.loss() : 0.98 * avg[0] + 0.02 * s.loss();
          if (s.step() % 50 == 0) System.out.printf("%d loss %.4f norm %.3f tok/s %.0f sec %.2f%n", s.step(), avg[0], s.gradientNorm(), s.tokens() / s.seconds(), s.seconds());
          if (s.step() % 500 == 499) { m.weights().forEach(w -> w.setRequiresGradient(false)); evaluate(m, 100, 4, 1); m.weights().forEach(w -> w.setRequiresGradient(true)); m.save(Path.of(a[2])); }
        }).train(src, TrainingCheckpoints.in(Path.of(a[2] + "-ckpt"), 250));
        m.save(Path.of(a[2]));
        evaluate(m, 300, 8, 1); evaluate(m, 300, 1, 0);
      }
    } else try (var m = LanguageModel.load(dir)) { evaluate(m, 500, 8, 1); evaluate(m, 500, 1, 0); }
  }
}
