package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Examples that a loss has to see together: pairs, or each by itself. */
final class TrainingUnits {

  private TrainingUnits() {}

  /** Groups examples by their unit, in the order in which units first appear. */
  static List<List<TrainingExample>> of(List<TrainingExample> examples) {
    List<List<TrainingExample>> units = new ArrayList<>();
    Map<String, List<TrainingExample>> shared = new LinkedHashMap<>();
    for (TrainingExample example : examples) {
      if (example.unit().isEmpty()) {
        units.add(List.of(example));
        continue;
      }
      List<TrainingExample> unit = shared.get(example.unit());
      if (unit == null) {
        unit = new ArrayList<>();
        shared.put(example.unit(), unit);
        units.add(unit);
      }
      unit.add(example);
    }
    return units;
  }

  /**
   * How many examples a unit has.
   *
   * @throws IllegalArgumentException if not all have the same number
   */
  static int size(List<TrainingExample> examples) {
    List<List<TrainingExample>> units = of(examples);
    int size = units.get(0).size();
    for (List<TrainingExample> unit : units) {
      checkArgument(
          unit.size() == size,
          "problem %s has %s examples that belong together but problem %s has %s: train on pairs"
              + " or on single solutions, not on both at once",
          unit.get(0).problemId(),
          unit.size(),
          units.get(0).get(0).problemId(),
          size);
    }
    return size;
  }
}
