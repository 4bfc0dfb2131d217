package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.partitioningBy;

import dev.o1pruner.grading.GradedSolution;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Two samples of one problem of which the first is to be preferred: what SimPO and DPO train on.
 *
 * @param chosen the sample with the higher reward
 * @param rejected the sample with the lower reward
 * @param margin how much higher, above 0
 */
public record PreferencePair(GradedSolution chosen, GradedSolution rejected, double margin) {

  /**
   * The pairs of DAST (arXiv 2503.04472): of each problem, highest against lowest reward among the
   * correct samples, and highest against lowest among the wrong ones.
   *
   * <p>With {@link GroupRewards#tokenBudget} the first pair prefers the shortest and the second the
   * longest. Of equal rewards the lower sample number counts as the higher reward.
   *
   * @param weighted all samples, with the reward in question
   * @param minMargin pairs with no larger margin than this are left out, at least 0
   * @return problem by problem, the pair of correct samples first
   */
  public static List<PreferencePair> dual(List<WeightedSolution> weighted, double minMargin) {
    checkArgument(
        minMargin >= 0 && Double.isFinite(minMargin),
        "minMargin must be >= 0 and finite but was %s",
        minMargin);
    Map<String, Map<Boolean, List<WeightedSolution>>> groups =
        weighted.stream()
            .collect(
                groupingBy(
                    w -> w.solution().problemId(),
                    LinkedHashMap::new,
                    partitioningBy(w -> w.solution().correct(), Collectors.toList())));
    List<PreferencePair> pairs = new ArrayList<>();
    for (Map<Boolean, List<WeightedSolution>> group : groups.values()) {
      for (boolean correct : new boolean[] {true, false}) {
        List<WeightedSolution> ranked = new ArrayList<>(group.getOrDefault(correct, List.of()));
        if (ranked.isEmpty()) {
          continue;
        }
        ranked.sort(
            Comparator.comparingDouble(WeightedSolution::reward)
                .reversed()
                .thenComparingInt(w -> w.solution().sample()));
        WeightedSolution best = ranked.get(0);
        WeightedSolution worst = ranked.get(ranked.size() - 1);
        double margin = best.reward() - worst.reward();
        if (margin > minMargin) {
          pairs.add(new PreferencePair(best.solution(), worst.solution(), margin));
        }
      }
    }
    return List.copyOf(pairs);
  }

  /**
   * The pairs of O1-Pruner's DPO baseline (arXiv 2501.12570): of each problem, each of its shortest
   * correct samples is chosen against its longest sample, correct or not. The margin is how many
   * tokens longer that is; a pair without any is left out, and so is a problem that no sample
   * solved. Of equal lengths the lower sample number goes first.
   *
   * @param graded all samples of every problem
   * @param chosen how many of the shortest are chosen, at least 1; the authors take 2
   * @return problem by problem, the shortest first
   */
  public static List<PreferencePair> shortestAgainstLongest(
      List<GradedSolution> graded, int chosen) {
    KeepRule shortest = KeepRule.shortestCorrect(chosen);
    List<PreferencePair> pairs = new ArrayList<>();
    for (SampleGroup group : SampleGroup.groups(graded)) {
      GradedSolution longest =
          group.samples().stream()
              .min(
                  Comparator.comparingInt(GradedSolution::length)
                      .reversed()
                      .thenComparingInt(GradedSolution::sample))
              .orElseThrow();
      for (GradedSolution sample : shortest.keep(group.samples(), solution -> 0)) {
        if (sample.length() < longest.length()) {
          pairs.add(new PreferencePair(sample, longest, longest.length() - sample.length()));
        }
      }
    }
    return List.copyOf(pairs);
  }
}
