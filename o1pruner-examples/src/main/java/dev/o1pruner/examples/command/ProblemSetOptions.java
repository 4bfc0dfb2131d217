package dev.o1pruner.examples.command;

import com.google.gson.JsonObject;
import dev.o1pruner.evaluation.EvaluationRun;
import dev.o1pruner.evaluation.Evaluator;
import dev.o1pruner.grading.Grading;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.model.TextModel;
import dev.o1pruner.model.checkpoint.ModelHash;
import dev.o1pruner.problem.Problem;
import dev.o1pruner.sampling.DecodingReport;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.PromptFormat;
import dev.o1pruner.sampling.Sampler;
import dev.o1pruner.sampling.SamplingSettings;
import dev.o1pruner.sampling.WeightCopy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Mixin;

/** A model and the problems it is to solve, in its chat template. */
final class ProblemSetOptions {

  /** Tokens a solution may have, unless told otherwise. */
  static final int DEFAULT_MAX_TOKENS = 2048;

  @Mixin private ModelProblemsOptions given = new ModelProblemsOptions();

  @Mixin private EngineOptions engine = new EngineOptions();

  @Mixin private ServerOptions server = new ServerOptions();

  private DecodingReport decoding = DecodingReport.NONE;

  Path model() {
    return given.model();
  }

  /** SHA-256 of what is read, by name; of a model that a server runs, but for its weights. */
  Map<String, String> inputs() {
    Map<String, String> inputs = given.inputs();
    if (usesServer()) {
      inputs.keySet().removeIf(name -> name.endsWith(".safetensors"));
    }
    return inputs;
  }

  /** How our own sampler has spent its time; {@link DecodingReport#NONE} if a server sampled. */
  DecodingReport decoding() {
    return decoding;
  }

  /** Reads the problems; refuses what is wrong before a model is loaded. */
  List<Problem> read(Output output) {
    engine.settings(); // refuses what is wrong
    return given.read(output);
  }

  boolean usesServer() {
    return server.used();
  }

  /** Loads a model, or what a server needs of it, and makes sure that each problem has room. */
  TextModel load(Path directory, List<Problem> set) {
    TextModel model = usesServer() ? TextModel.load(directory) : LanguageModel.load(directory);
    try {
      PromptFormat format = PromptFormat.chat(model);
      set.forEach(problem -> format.prompt(problem).checkFits(model));
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** Solves and grades the problems, showing how far it is. */
  EvaluationRun solve(
      String what, TextModel loaded, List<Problem> set, SamplingSettings settings, Output output) {
    return solve(what, loaded, set, settings, output, sampler -> sampler);
  }

  /** Solves with what is made of the sampler. */
  EvaluationRun solve(
      String what,
      TextModel loaded,
      List<Problem> set,
      SamplingSettings settings,
      Output output,
      UnaryOperator<Sampler> around) {
    ServerOptions.Notes notes = new ServerOptions.Notes(output);
    Sampler sampler =
        loaded instanceof LanguageModel local
            ? new EngineSampler(
                local, engine.settings(), report -> decoding = decoding.plus(report))
            : server.sampler(loaded, notes);
    Evaluator evaluator =
        new Evaluator(
            around.apply(sampler), PromptFormat.chat(loaded)::prompt, Grading.defaults(), settings);
    long total = (long) set.size() * settings.samples();
    try (Progress progress = output.progress(what, total, "solutions")) {
      return evaluator.evaluate(set, solution -> progress.advance());
    } finally {
      notes.sumUp();
    }
  }

  /** Which model solutions come from: hashes of its files, and the server that runs it. */
  JsonObject origin(TextModel loaded) {
    JsonObject origin = new JsonObject();
    origin.addProperty("modelFiles", ModelHash.files(loaded.directory()));
    if (!usesServer()) {
      origin.addProperty("weights", ModelHash.weights(loaded.directory().source()));
      if (engine.settings().weights() == WeightCopy.PACKED_BF16) {
        origin.addProperty("roundedTo", "bf16"); // draws other solutions
      }
    }
    server.describe(origin);
    return origin;
  }
}
