package dev.o1pruner.examples.command;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.gson.JsonObject;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.serving.CompletionServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts a model behind OpenAI's protocol. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Serves a model by OpenAI's protocol until it is ended (SIGTERM or Ctrl-C): GET /health and"
          + " /v1/models, POST /v1/completions and /v1/chat/completions, without streaming. The last"
          + " name of its directory is the model's.",
      "With --json, prints one object once it listens: url, model."
    })
public final class ServeCommand implements Runnable {

  /** Seconds within which a request must have arrived. */
  private static final String LONGEST_REQUEST = "sun.net.httpserver.maxReqTime";

  @Mixin private ModelOption model = new ModelOption();

  @Option(names = "--host", paramLabel = "NAME", description = "Address to listen on.")
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "N", description = "Port; 0 takes a free one.")
  private int port = 8000;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Most solutions drawn side by side; fewer take less memory.")
  private int slots = EngineSettings.DEFAULT_SLOTS;

  @Option(
      names = "--api-key-env",
      paramLabel = "NAME",
      description = "Environment variable that holds the API key requests must bring.")
  private @Nullable String apiKeyVariable;

  @Mixin private Output output = new Output();

  @Override
  public void run() {
    checkArgument(slots >= 1, "--slots must be at least 1 but was %s", slots);
    checkArgument(port >= 0 && port < 65536, "--port must be in [0, 65535] but was %s", port);
    InetSocketAddress listening = new InetSocketAddress(host, port);
    checkArgument(!listening.isUnresolved(), "--host %s is no address of this machine", host);
    String apiKey = ServerOptions.key(apiKeyVariable);
    // Java's server would wait without end for a request that never does, and has so many handlers.
    System.setProperty(LONGEST_REQUEST, System.getProperty(LONGEST_REQUEST, "60"));
    Stoppable.run(() -> serve(listening, apiKey));
  }

  /** Serves until the thread is interrupted. */
  private void serve(InetSocketAddress listening, @Nullable String apiKey) {
    Path directory = model.directory();
    try (LanguageModel served = LanguageModel.load(directory);
        CompletionServer server =
            CompletionServer.start(
                listening,
                served,
                String.valueOf(directory.toAbsolutePath().normalize().getFileName()),
                apiKey,
                slots,
                CompletionServer.DEFAULT_MAX_WAITING)) {
      announce(server);
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void announce(CompletionServer server) {
    InetSocketAddress address = server.address();
    String url = "http://" + address.getHostString() + ":" + address.getPort();
    JsonObject line = new JsonObject();
    line.addProperty("url", url);
    line.addProperty("model", model.directory().toString());
    output.json(line);
    output.words("serving " + model.directory() + " at " + url);
  }
}
