package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import dev.o1pruner.model.Architecture;
import dev.o1pruner.model.Precision;
import dev.o1pruner.model.RandomModel;
import dev.o1pruner.model.checkpoint.ModelDirectory;
import dev.o1pruner.model.checkpoint.ShardPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a model of any size with random weights, to try the size before it is downloaded. */
@Command(
    name = "random",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Writes a model directory with random weights for any config.json, to try a size before it is"
          + " downloaded. The weights are written as they are made, so it takes little memory.",
      "The tokenizer beside the config.json is carried over; without one, a tokenizer of the words"
          + " w0, w1, ... takes its place.",
      "With --json, one object: model, parameters."
    })
public final class RandomCommand implements Runnable {

  @Mixin private Output output = new Output();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "A config.json, or the directory it is in.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path config;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The new model directory; replaces an older model as a whole.")
  @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
  private Path out;

  @Option(names = "--seed", description = "The weights derive from it.")
  private long seed = 1;

  @Option(
      names = "--dtype",
      converter = PrecisionConverter.class,
      description = "How the weights are stored: bf16, f16 or f32.")
  private Precision dtype = Precision.BF16;

  @Option(
      names = "--max-file-bytes",
      paramLabel = "BYTES",
      description = "Most bytes of weights in a file.")
  private long maxFileBytes = ShardPlan.DEFAULT_MAX_BYTES;

  @Override
  public void run() {
    checkArgument(maxFileBytes > 0, "--max-file-bytes must be positive but was %s", maxFileBytes);
    long parameters = RandomModel.write(source(), out, seed, dtype, maxFileBytes);
    JsonObject line = new JsonObject();
    line.addProperty("model", out.toString());
    line.addProperty("parameters", parameters);
    output.json(line);
    output.words("%s: %,d random parameters".formatted(out, parameters));
  }

  private ModelDirectory source() {
    Path file = Files.isDirectory(config) ? config.resolve(ModelDirectory.CONFIG) : config;
    Path directory = file.toAbsolutePath().normalize().getParent();
    checkArgument(directory != null && Files.isRegularFile(file), "file %s does not exist", file);
    if (file.endsWith(ModelDirectory.CONFIG)
        && Files.exists(directory.resolve(ModelDirectory.TOKENIZER))) {
      return ModelDirectory.read(directory);
    }
    output.note(
        "no %s beside %s: the words w0, w1, ... take its place"
            .formatted(ModelDirectory.TOKENIZER, file));
    int words = Architecture.read(file).vocabSize();
    try {
      return new ModelDirectory(
          directory,
          Map.of(
              ModelDirectory.CONFIG,
              Files.readAllBytes(file),
              ModelDirectory.TOKENIZER,
              PlaceholderTokenizer.json(words).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
