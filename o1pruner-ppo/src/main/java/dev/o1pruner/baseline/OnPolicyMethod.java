package dev.o1pruner.baseline;

import static com.google.common.base.Preconditions.checkArgument;

import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.loss.RatioLevel;
import dev.o1pruner.reward.AdvantageFunction;
import dev.o1pruner.reward.KeepRule;
import dev.o1pruner.reward.RewardRecipe;

/**
 * What sets one on-policy method apart from another, whatever the reward: how rewards become
 * advantages, which samples are trained on, and the loss.
 *
 * @param name for reports
 * @param advantage from the rewards of a round
 * @param keep which samples are trained on
 * @param loss the objective
 * @param tries how often at most problems are drawn to fill a round with such as have a kept
 *     sample; 1 takes a round as it comes
 */
public record OnPolicyMethod(
    String name, AdvantageFunction advantage, KeepRule keep, PolicyLoss loss, int tries) {

  /** Times that {@link #dapo()} and {@link #dler()} draw problems for a round at most: {@value}. */
  public static final int DYNAMIC_TRIES = 10;

  /** Checks the number of tries. */
  public OnPolicyMethod {
    checkArgument(tries >= 1, "tries must be >= 1 but was %s", tries);
  }

  /**
   * GRPO (arXiv 2402.03300): {@link AdvantageFunction#groupNormalised()} and {@link
   * PolicyLoss#grpo()}, which pulls towards the reference.
   */
  public static OnPolicyMethod grpo() {
    return all("GRPO", AdvantageFunction.groupNormalised(), PolicyLoss.grpo());
  }

  /**
   * Dr. GRPO (arXiv 2503.20783): {@link AdvantageFunction#centred()} and {@link
   * PolicyLoss#drGrpo(int)}.
   *
   * @param maxTokens token limit of sampling
   */
  public static OnPolicyMethod drGrpo(int maxTokens) {
    return all("Dr. GRPO", AdvantageFunction.centred(), PolicyLoss.drGrpo(maxTokens));
  }

  /**
   * DAPO (arXiv 2503.14476): {@link AdvantageFunction#groupNormalised()}, {@link
   * PolicyLoss#dapo()}, and dynamic sampling: problems whose samples are all worth the same are
   * replaced by others. Its overlong penalty is {@code TargetRewards.softOverlong}.
   */
  public static OnPolicyMethod dapo() {
    return dynamic("DAPO", AdvantageFunction.groupNormalised());
  }

  /**
   * RLOO (arXiv 2402.14740): {@link AdvantageFunction#leaveOneOut()} and {@link
   * PolicyLoss#reinforce()}.
   */
  public static OnPolicyMethod rloo() {
    return all("RLOO", AdvantageFunction.leaveOneOut(), PolicyLoss.reinforce());
  }

  /**
   * GSPO (arXiv 2507.18071): {@link AdvantageFunction#groupNormalised()} and {@link
   * PolicyLoss#gspo()}.
   */
  public static OnPolicyMethod gspo() {
    return all("GSPO", AdvantageFunction.groupNormalised(), PolicyLoss.gspo());
  }

  /**
   * DLER (arXiv 2510.15110): {@link AdvantageFunction#batchNormalised()}, the higher clip and
   * dynamic sampling of {@link #dapo()}. Its reward is plain truncation, {@code
   * TargetRewards.hardLimit}.
   *
   * <p>Clip, mean over tokens and dynamic sampling are those of the authors' code, which has a
   * small pull besides, {@code dler().loss(PolicyLoss.dapo().kl(5e-4))}, and keeps a negative
   * advantage from counting more than tenfold, which isn't done here.
   */
  public static OnPolicyMethod dler() {
    return dynamic("DLER", AdvantageFunction.batchNormalised());
  }

  /**
   * O1-Pruner repeated: the authors' off-policy loss and advantage, with the policy of each round
   * for its reference.
   */
  public static OnPolicyMethod lengthHarmonizing() {
    return all(
        "O1-Pruner in rounds",
        AdvantageFunction.clippedAndNormalised(
            RewardRecipe.OFFICIAL_LOWER, RewardRecipe.OFFICIAL_UPPER),
        PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, PolicyLoss.DEFAULT_CLIP_RANGE));
  }

  /**
   * AdaptThink (arXiv 2505.13417): the reward, {@code ThinkingRewards.adaptThink}, is the
   * advantage. The ratio is that of the mean log-ratio, clipped to 1 ± 0.2, as in the authors'
   * code; the paper has that of the whole solution. Its samples begin in two ways, half of them
   * each: see {@code SolutionStarts}.
   */
  public static OnPolicyMethod adaptThink() {
    return all(
        "AdaptThink",
        AdvantageFunction.raw(),
        PolicyLoss.offPolicyClipped(RatioLevel.SEQUENCE_MEAN, PolicyLoss.DEFAULT_CLIP_RANGE));
  }

  /** This method with another loss. */
  public OnPolicyMethod loss(PolicyLoss loss) {
    return new OnPolicyMethod(name, advantage, keep, loss, tries);
  }

  /** This method with another choice of samples, such as GFPO's {@link KeepRule#shortest}. */
  public OnPolicyMethod keep(KeepRule keep) {
    return new OnPolicyMethod(name, advantage, keep, loss, tries);
  }

  /** This method with another number of tries. */
  public OnPolicyMethod tries(int tries) {
    return new OnPolicyMethod(name, advantage, keep, loss, tries);
  }

  private static OnPolicyMethod all(String name, AdvantageFunction advantage, PolicyLoss loss) {
    return new OnPolicyMethod(name, advantage, KeepRule.all(), loss, 1);
  }

  private static OnPolicyMethod dynamic(String name, AdvantageFunction advantage) {
    return new OnPolicyMethod(
        name, advantage, KeepRule.withSignal(), PolicyLoss.dapo(), DYNAMIC_TRIES);
  }

  @Override
  public String toString() {
    return name;
  }
}
