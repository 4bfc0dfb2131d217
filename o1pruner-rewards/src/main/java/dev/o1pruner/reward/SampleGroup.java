package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.sampling.Solution;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All K samples of one problem, and how the model that drew them did: what a reward compares one of
 * them with. In O1-Pruner that model is the reference, in on-policy rounds the policy itself.
 */
public final class SampleGroup {

  /** {@link #shortestCorrectLength()} of a problem that no sample solved. */
  public static final int NONE_CORRECT = -1;

  private final String problemId;
  private final List<GradedSolution> samples;
  private final Map<Integer, ImmutableIntArray> tokenIds;
  private final IntSummaryStatistics lengths;
  private final IntSummaryStatistics correctLengths;
  private final double accuracy;

  private SampleGroup(
      String problemId, List<GradedSolution> samples, Map<Integer, ImmutableIntArray> tokenIds) {
    this.problemId = problemId;
    this.samples = List.copyOf(samples);
    this.tokenIds = tokenIds;
    this.lengths = samples.stream().mapToInt(GradedSolution::length).summaryStatistics();
    this.correctLengths =
        samples.stream()
            .filter(GradedSolution::correct)
            .mapToInt(GradedSolution::length)
            .summaryStatistics();
    this.accuracy = samples.stream().mapToDouble(GradedSolution::score).average().orElseThrow();
  }

  /**
   * The samples of one problem, without their token ids.
   *
   * @throws IllegalArgumentException if there are fewer than two, one comes twice, or they are of
   *     different problems
   */
  public static SampleGroup of(List<GradedSolution> samples) {
    checkArgument(!samples.isEmpty(), "a group needs samples, but none were given");
    List<SampleGroup> groups = groups(samples);
    checkArgument(
        groups.size() == 1,
        "samples of problems %s and %s in one group: take each problem by itself",
        groups.get(0).problemId,
        groups.get(groups.size() - 1).problemId);
    return groups.get(0);
  }

  /** {@link #groups(List, List)} without token ids. */
  public static List<SampleGroup> groups(List<GradedSolution> graded) {
    return groups(graded, List.of());
  }

  /**
   * Sorts samples by problem.
   *
   * @param graded all K samples of every problem, in any order
   * @param solutions the same samples with their token ids, for rewards that look at them; may be
   *     empty
   * @return a group per problem, in the order in which the problems first appear
   * @throws IllegalArgumentException if a problem has fewer than two samples or one comes twice
   */
  public static List<SampleGroup> groups(List<GradedSolution> graded, List<Solution> solutions) {
    Map<String, Map<Integer, GradedSolution>> byProblem = new LinkedHashMap<>();
    for (GradedSolution sample : graded) {
      GradedSolution earlier =
          byProblem
              .computeIfAbsent(sample.problemId(), id -> new LinkedHashMap<>())
              .put(sample.sample(), sample);
      checkArgument(
          earlier == null,
          "sample %s of problem %s comes twice: each sample counts once in its group's means",
          sample.sample(),
          sample.problemId());
    }
    Map<String, ImmutableMap.Builder<Integer, ImmutableIntArray>> tokens = new LinkedHashMap<>();
    for (Solution solution : solutions) {
      tokens
          .computeIfAbsent(solution.problemId(), id -> ImmutableMap.builder())
          .put(solution.sample(), solution.tokenIds());
    }
    Map<String, Map<Integer, ImmutableIntArray>> tokenIds =
        tokens.entrySet().stream()
            .collect(toImmutableMap(Map.Entry::getKey, entry -> entry.getValue().buildOrThrow()));
    return byProblem.entrySet().stream()
        .map(entry -> group(entry.getKey(), entry.getValue(), tokenIds))
        .toList();
  }

  /**
   * The share of correct samples by problem, in [0, 1], in the order in which problems first
   * appear.
   *
   * @param graded all K samples of every problem, in any order
   * @throws IllegalArgumentException as {@link #groups(List)}
   */
  public static Map<String, Double> accuracies(List<GradedSolution> graded) {
    return groups(graded).stream()
        .collect(toImmutableMap(SampleGroup::problemId, SampleGroup::accuracy));
  }

  private static SampleGroup group(
      String problemId,
      Map<Integer, GradedSolution> samples,
      Map<String, Map<Integer, ImmutableIntArray>> tokenIds) {
    checkArgument(
        samples.size() >= 2,
        "problem %s has 1 sample, but rewards compare a sample with the mean of its group:"
            + " sample K >= 2 solutions per problem",
        problemId);
    return new SampleGroup(
        problemId,
        List.copyOf(samples.values()),
        tokenIds.getOrDefault(problemId, ImmutableMap.of()));
  }

  /** The problem x. */
  public String problemId() {
    return problemId;
  }

  /** All K samples. */
  public List<GradedSolution> samples() {
    return samples;
  }

  /** K. */
  public int size() {
    return samples.size();
  }

  /** Lbar(x), tokens. */
  public double meanLength() {
    return lengths.getAverage();
  }

  /** Abar(x), the share of correct samples, in [0, 1]. */
  public double accuracy() {
    return accuracy;
  }

  /** Tokens of the shortest sample. */
  public int minLength() {
    return lengths.getMin();
  }

  /** Tokens of the longest sample. */
  public int maxLength() {
    return lengths.getMax();
  }

  /** Tokens of the shortest correct sample, or {@value #NONE_CORRECT}. */
  public int shortestCorrectLength() {
    return correctLengths.getCount() == 0 ? NONE_CORRECT : correctLengths.getMin();
  }

  /** Mean tokens of the correct samples; 0 if there are none. */
  public double meanCorrectLength() {
    return correctLengths.getAverage();
  }

  /**
   * The token ids of one of the samples.
   *
   * @throws IllegalStateException if the group was made without them
   */
  public ImmutableIntArray tokenIds(GradedSolution sample) {
    ImmutableIntArray ids = tokenIds.get(sample.sample());
    checkState(
        ids != null,
        "the token ids of sample %s of problem %s are unknown, but its reward looks at them: weigh"
            + " with the sampled solutions beside the graded ones",
        sample.sample(),
        problemId);
    return ids;
  }
}
