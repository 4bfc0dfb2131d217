package dev.o1pruner.examples.arithmetic;

import dev.o1pruner.OfflineTraining;
import dev.o1pruner.baseline.OfflineMethods;
import dev.o1pruner.experiment.Method;
import dev.o1pruner.experiment.PaperMethods;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rows of the paper's table.
 *
 * @param fastInstruction the fast-solving prompt, {@value Method#PROBLEM} standing for the problem
 * @param training how all that train do, but DPO
 * @param preferenceTraining how DPO trains: it bears lower rates
 * @param kept samples of a problem that O1-Pruner trains on
 * @param clipRange O1-Pruner's
 * @param others further rows, above O1-Pruner's own
 */
public record ComparedMethods(
    String fastInstruction,
    OfflineTraining training,
    OfflineTraining preferenceTraining,
    int kept,
    double clipRange,
    List<Method> others) {

  /** Copies the list. */
  public ComparedMethods {
    others = List.copyOf(others);
  }

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
    methods.add(PaperMethods.dpo(OfflineMethods.DPO_BETA, preferenceTraining));
    methods.addAll(others);
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
