package dev.o1pruner.examples.arithmetic;

import dev.o1pruner.LengthHarmonizerBuilder;
import dev.o1pruner.OfflineTraining;
import dev.o1pruner.baseline.OfflineMethods;
import dev.o1pruner.experiment.Method;
import dev.o1pruner.experiment.PaperMethods;
import dev.o1pruner.loss.PolicyLoss;
import dev.o1pruner.reward.RewardRecipe;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rows of the paper's table.
 *
 * @param fastInstruction the fast-solving prompt, {@value Method#PROBLEM} standing for the problem
 * @param training how all that train do
 * @param kept samples of a problem that O1-Pruner trains on
 * @param clipRange O1-Pruner's
 * @param authors whether O1-Pruner is there with the authors' choice of these two as well
 */
public record ComparedMethods(
    String fastInstruction, OfflineTraining training, int kept, double clipRange, boolean authors) {

  /** Name of O1-Pruner as its authors' code has it. */
  private static final String AUTHORS = "O1-Pruner-authors";

  /**
   * The methods, O1-Pruner once per lambda.
   *
   * @param lambdas at least one
   */
  public List<Method> list(List<Double> lambdas) {
    List<Method> methods = new ArrayList<>();
    methods.add(Method.baseline());
    methods.add(Method.fastPrompt(fastInstruction));
    methods.add(PaperMethods.sft(training));
    methods.add(PaperMethods.dpo(OfflineMethods.DPO_BETA, training));
    if (authors) {
      methods.add(
          PaperMethods.o1Pruner(
                  LengthHarmonizerBuilder.DEFAULT_LAMBDA,
                  RewardRecipe.OFFICIAL_KEPT,
                  PolicyLoss.DEFAULT_CLIP_RANGE,
                  training)
              .named(AUTHORS));
    }
    for (double lambda : lambdas) {
      Method pruner = PaperMethods.o1Pruner(lambda, kept, clipRange, training);
      methods.add(
          lambdas.size() == 1
              ? pruner
              : pruner.named(
                  "O1-Pruner-lambda="
                      + new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT))
                          .format(lambda)));
    }
    return methods;
  }
}
