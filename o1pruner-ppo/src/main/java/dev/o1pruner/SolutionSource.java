package dev.o1pruner;

import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.ModelWeights;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.Prompt;
import dev.o1pruner.sampling.Sampler;
import java.util.function.Function;

/**
 * Where solutions come from.
 *
 * @param sampler draws the same solutions whenever it is asked
 * @param prompt how a problem is put to it
 * @param origin which model that is: solutions of another one aren't gone on with
 */
public record SolutionSource(Sampler sampler, Function<Problem, Prompt> prompt, JsonObject origin) {

  /** A model as it is now: its weights are hashed. */
  public static SolutionSource of(
      LanguageModel model, Sampler sampler, Function<Problem, Prompt> prompt) {
    JsonObject origin = new JsonObject();
    origin.addProperty("model", ModelWeights.hash(model));
    return new SolutionSource(sampler, prompt, origin);
  }
}
