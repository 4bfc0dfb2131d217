package dev.o1pruner.reward;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.o1pruner.grading.GradedSolution;
import dev.o1pruner.run.JsonFields;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * See {@link EvolvingReward#historyAware}.
 *
 * @param weight what length is worth
 * @param shortest h, by problem id; sorted, so that equal states are written alike
 */
record HistoryReward(double weight, Map<String, Integer> shortest) implements EvolvingReward {

  /** A correct sample, however long, keeps more than a wrong one that is worth least. */
  private static final double CORRECT_FLOOR = -0.7;

  private static final String SHORTEST = "shortestCorrect";

  HistoryReward {
    checkArgument(
        weight >= 0 && Double.isFinite(weight),
        "weight must be >= 0 and finite but was %s",
        weight);
    shortest.forEach(
        (problemId, length) ->
            checkArgument(
                length >= 1,
                "the shortest correct length of problem %s must be >= 1 but was %s",
                problemId,
                length));
    shortest = ImmutableSortedMap.copyOf(shortest);
  }

  static HistoryReward start(double weight) {
    return new HistoryReward(weight, Map.of());
  }

  @Override
  public RewardFunction current() {
    return (solution, group) -> solution.score() + weight * lengthReward(solution);
  }

  private double lengthReward(GradedSolution solution) {
    Integer best = shortest.get(solution.problemId());
    if (best == null) {
      return 0;
    }
    double ratio = (double) solution.length() / best;
    double cosine = ratio < 2 ? Math.cos(ratio * (Math.PI / 2)) : -1;
    return solution.correct() ? Math.max(CORRECT_FLOOR, cosine) : Math.min(0, cosine);
  }

  @Override
  public HistoryReward after(List<GradedSolution> round) {
    Map<String, Integer> updated = new TreeMap<>(shortest);
    for (GradedSolution solution : round) {
      if (solution.correct()) {
        updated.merge(solution.problemId(), solution.length(), Math::min);
      }
    }
    return new HistoryReward(weight, updated);
  }

  @Override
  public JsonObject state() {
    JsonObject lengths = new JsonObject();
    shortest.forEach(lengths::addProperty);
    JsonObject state = new JsonObject();
    state.add(SHORTEST, lengths);
    return state;
  }

  @Override
  public HistoryReward restore(JsonObject state) {
    JsonObject lengths = JsonFields.required(state, SHORTEST, JsonElement::getAsJsonObject);
    Map<String, Integer> read = new TreeMap<>();
    for (String problemId : lengths.keySet()) {
      read.put(problemId, JsonFields.required(lengths, problemId, JsonFields::integer));
    }
    return new HistoryReward(weight, read);
  }
}
