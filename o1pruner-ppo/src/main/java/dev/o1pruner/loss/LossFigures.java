package dev.o1pruner.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a loss makes of made-up solutions: tells apart losses that are code, whose settings nothing
 * shows.
 */
public final class LossFigures {

  /** How far the policy is from the reference; clips of 3e-4 to 0.9 show. */
  private static final float[] SHIFTS = {2e-4f, 4e-3f, 0.04f, 0.1f, 0.17f, 0.25f, 0.6f, 2};

  /** How much of that far each token's log-prob is, so that tokens and solutions differ. */
  private static final float[] SHARES = {1, -0.5f, 2, 0.3f, -1.5f, 0};

  private static final int TOKENS = 3;

  private LossFigures() {}

  /**
   * The loss of each of 16 pairs of solutions, to five digits: less than what differs between
   * machines.
   *
   * @param manager of the device to compute on
   */
  public static List<String> of(PolicyLoss loss, NDManager manager) {
    List<String> figures = new ArrayList<>();
    for (float shift : SHIFTS) {
      for (int sign : new int[] {1, -1}) {
        try (NDManager scope = manager.newSubManager()) {
          float value = loss.compute(inputs(scope, sign * shift)).loss().getFloat();
          figures.add(String.format(Locale.ROOT, "%.4e", value));
        }
      }
    }
    return figures;
  }

  /** Solutions of three and two tokens, the first better than expected and the second worse. */
  private static LossInputs inputs(NDManager scope, float shift) {
    NDArray reference =
        scope.create(new float[] {-1, -0.3f, -2, -0.7f, -1.5f, 0}, new Shape(2, TOKENS)); // (B, P)
    NDArray mask = scope.create(new float[] {1, 1, 1, 1, 1, 0}, new Shape(2, TOKENS)); // (B, P)
    NDArray advantages = scope.create(new float[] {1.5f, -0.7f}); // (B)
    NDArray shares = scope.create(SHARES, new Shape(2, TOKENS)); // (B, P)
    return new LossInputs(
        reference.add(shares.mul(shift)), null, reference, advantages, mask, 1, 2, 5);
  }
}
