package dev.o1pruner.examples.arithmetic;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The reference model shipped with the examples, as a Hugging Face directory. */
public final class EmbeddedModel {

  private static final String RESOURCE = "/dev/o1pruner/examples/model/";

  private static final List<String> FILES =
      List.of(
          "config.json",
          "generation_config.json",
          "model.safetensors",
          "tokenizer.json",
          "tokenizer_config.json");

  private EmbeddedModel() {}

  /** Where the model is on disk: the class path's own directory, else a copy out of the jar. */
  public static Path directory() {
    URL config = Resources.getResource(EmbeddedModel.class, RESOURCE + FILES.get(0));
    try {
      if (config.getProtocol().equals("file")) {
        return Objects.requireNonNull(Path.of(config.toURI()).getParent(), "a file has a folder");
      }
      Path copy = Files.createTempDirectory("o1pruner-model");
      copy.toFile().deleteOnExit(); // the last to go: files are registered after it
      for (String name : FILES) {
        URL file = Resources.getResource(EmbeddedModel.class, RESOURCE + name);
        Files.write(copy.resolve(name), Resources.toByteArray(file)).toFile().deleteOnExit();
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the embedded model: " + e.getMessage(), e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path has a malformed entry: " + config, e);
    }
  }
}
