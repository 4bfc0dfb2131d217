package dev.o1pruner.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a training is watched for, and what is done about it.
 *
 * <p>A guard ends a training only if what it sees can't be meant and what it would cost to go on is
 * the whole run; whatever else it sees is told, once when it begins and again after it was over.
 *
 * @param watches guards and what is done about their findings, in the order they look
 * @param checkEvery steps between {@linkplain PolicyCheck checks}, which are made before the first
 *     step and after the last as well; {@link #NEVER} for none
 */
public record GuardSettings(List<Watch> watches, int checkEvery) {

  /** Default of {@code checkEvery}: checks take time that a user should know of. */
  public static final int NEVER = 0;

  /**
   * {@value}: a mean ratio of twice or half the sampler's. A clip at 1.2 is long passed by then,
   * but a ratio of whole solutions may get there in a run that does well: a warning.
   */
  public static final double DEFAULT_MEAN_RATIO = 2;

  /**
   * {@value}: a token or solution this much likelier than when it was drawn decides a step whose
   * advantage is negative, where nothing is clipped. One such is no reason to stop: a warning.
   */
  public static final double DEFAULT_MAX_RATIO = 1000;

  /**
   * {@value}: a tenth of the length. What shortens and stays right here keeps 0.4 of it
   * (docs/recipes.md); a tenth is hardly more than an answer, and a policy that gives nothing else
   * has no sample left that would lead it back: training stops.
   */
  public static final double DEFAULT_LENGTH_SHARE = 0.1;

  /**
   * {@value}: a tenth of the first step's surprisal. Learning by heart gets there too, and is what
   * imitation is for: a warning.
   */
  public static final double DEFAULT_ENTROPY_SHARE = 0.1;

  /**
   * {@value}: 5 of 100 problems, which with a few hundred of them is seldom chance. Training stops.
   */
  public static final double DEFAULT_ACCURACY_MARGIN = 0.05;

  /**
   * One guard and what is done.
   *
   * @param action about each of its findings
   */
  public record Watch(Guard guard, GuardAction action) {}

  /** Copies the list. */
  public GuardSettings {
    watches = ImmutableList.copyOf(watches);
    checkArgument(checkEvery >= 0, "a check every %s steps makes no sense", checkEvery);
    long names = watches.stream().map(watch -> watch.guard().name()).distinct().count();
    checkArgument(names == watches.size(), "two guards of %s have one name", watches);
  }

  /** Warns of ratios, entropy and no signal, stops at lost length and accuracy, never checks. */
  public static GuardSettings defaults() {
    return none()
        .watch(Guard.ratio(DEFAULT_MEAN_RATIO, DEFAULT_MAX_RATIO), GuardAction.WARN)
        .watch(Guard.length(DEFAULT_LENGTH_SHARE), GuardAction.STOP)
        .watch(Guard.entropy(DEFAULT_ENTROPY_SHARE), GuardAction.WARN)
        .watch(Guard.signal(), GuardAction.WARN)
        .watch(Guard.accuracy(DEFAULT_ACCURACY_MARGIN), GuardAction.STOP);
  }

  /** Watches nothing; a loss or gradient that isn't finite ends a training all the same. */
  public static GuardSettings none() {
    return new GuardSettings(List.of(), NEVER);
  }

  /** The same with a guard, in place of one of its name. */
  public GuardSettings watch(Guard guard, GuardAction action) {
    List<Watch> more = new ArrayList<>(without(guard.name()).watches);
    more.add(new Watch(guard, action));
    return new GuardSettings(more, checkEvery);
  }

  /** The same without the guard of a name. */
  public GuardSettings without(String name) {
    return new GuardSettings(
        watches.stream().filter(watch -> !watch.guard().name().equals(name)).toList(), checkEvery);
  }

  /** The same with checks every so many steps. Each takes as long as solving its problems. */
  public GuardSettings checkEvery(int steps) {
    return new GuardSettings(watches, steps);
  }

  /** Whether there are checks. */
  public boolean checks() {
    return checkEvery != NEVER;
  }

  /**
   * Whether a guard may go back to the best weights that were checked.
   *
   * @throws IllegalArgumentException if one may, but nothing is ever checked
   */
  public boolean rollsBack() {
    boolean back = watches.stream().anyMatch(watch -> watch.action() == GuardAction.ROLL_BACK);
    checkArgument(
        !back || checks(), "rolling back needs weights that were checked: set checkEvery");
    return back;
  }

  /** What the result of a training depends on: the guards that may end it, and how often. */
  public Map<String, Object> describe() {
    return ImmutableMap.of(
        "guards",
        watches.stream()
            .filter(watch -> watch.action() != GuardAction.WARN)
            .map(watch -> watch.guard() + " " + watch.action())
            .toList(),
        "checkEvery",
        checkEvery);
  }

  /** The guards that have something to look at. */
  Stream<Watch> looking(Map<String, Double> now) {
    return watches.stream()
        .filter(watch -> watch.guard().figures().stream().anyMatch(now::containsKey));
  }

  /**
   * Refuses examples that nothing can be learned from.
   *
   * @throws IllegalArgumentException if there is a {@link Guard#signal} guard and the advantage of
   *     every example is 0
   */
  public void refuseWithoutSignal(List<TrainingExample> examples) {
    Map<String, Double> figures = Map.of(Guard.SIGNAL, SignalGuard.share(examples));
    for (Watch watch : looking(figures).toList()) {
      Guard.Finding finding = watch.guard().look(figures, figures);
      checkArgument(
          examples.isEmpty() || finding == null,
          "training on these %s examples would teach nothing: %s",
          examples.size(),
          finding == null ? "" : finding.sentence());
    }
  }

  /**
   * What is wrong with a policy whose training is over, as warnings.
   *
   * @param step optimizer steps of the training
   * @param reference figures of the reference, such as {@link Guard#ACCURACY}
   * @param policy the same figures of the policy
   */
  public List<GuardEvent> compare(
      int step, Map<String, Double> reference, Map<String, Double> policy) {
    return looking(policy)
        .map(Watch::guard)
        .flatMap(
            guard ->
                Stream.ofNullable(guard.look(policy, reference))
                    .map(found -> GuardEvent.of(step, guard.name(), found, GuardAction.WARN)))
        .toList();
  }
}
