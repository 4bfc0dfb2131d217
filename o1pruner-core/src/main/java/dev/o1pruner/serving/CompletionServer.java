package dev.o1pruner.serving;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.o1pruner.model.LanguageModel;
import dev.o1pruner.run.Json;
import dev.o1pruner.sampling.EngineSampler;
import dev.o1pruner.sampling.EngineSettings;
import dev.o1pruner.sampling.WeightCopy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own model behind OpenAI's protocol: GET /health and /v1/models, POST /v1/completions and
 * /v1/chat/completions. Requests that arrive together are decoded together; streaming isn't served.
 * A draw gives the same tokens here as with {@link EngineSampler} itself. Requests that a browser
 * makes for a web page are refused.
 */
public final class CompletionServer implements AutoCloseable {

  /** Solutions that may wait before requests are answered 429: {@value}. */
  public static final int DEFAULT_MAX_WAITING = 4096;

  private static final Logger LOG = LoggerFactory.getLogger(CompletionServer.class);

  /** Largest body of a request: 4 MiB. */
  private static final int MAX_BODY_BYTES = 4 << 20;

  /** Requests held open side by side; further connections wait. */
  private static final int HANDLERS = 256;

  private static final int BACKLOG = 1024;

  private final HttpServer http;
  private final ExecutorService handlers = Executors.newFixedThreadPool(HANDLERS);
  private final DecodingQueue queue;
  private final Completions completions;
  private final String name;
  private final byte @Nullable [] authorization;

  private CompletionServer(
      HttpServer http,
      LanguageModel model,
      String name,
      @Nullable String apiKey,
      EngineSampler sampler,
      int maxWaiting) {
    this.http = http;
    this.name = name;
    this.authorization = apiKey == null ? null : ("Bearer " + apiKey).getBytes(UTF_8);
    this.queue = new DecodingQueue(sampler, maxWaiting);
    this.completions = new Completions(model, name, queue);
  }

  /**
   * Starts a server, which runs until it is closed.
   *
   * @param address port 0 takes a free one; see {@link #address}
   * @param model must outlive the server; leave it alone meanwhile: a request that finds another
   *     thread using it fails
   * @param name what requests may call the model
   * @param apiKey what requests must bring as bearer token; null for none
   * @param slots most solutions decoded side by side
   * @param maxWaiting solutions that may wait before requests are refused
   * @throws UncheckedIOException if the address can't be had
   */
  public static CompletionServer start(
      InetSocketAddress address,
      LanguageModel model,
      String name,
      @Nullable String apiKey,
      int slots,
      int maxWaiting) {
    checkArgument(maxWaiting > 0, "maxWaiting must be positive but was %s", maxWaiting);
    // a copy of the weights for each batch of requests would cost more than it gains
    EngineSettings settings = EngineSettings.defaults().slots(slots).weights(WeightCopy.NONE);
    EngineSampler sampler = new EngineSampler(model, settings);
    HttpServer http;
    try {
      http = HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot listen on %s: %s".formatted(address, e.getMessage()), e);
    }
    CompletionServer server = new CompletionServer(http, model, name, apiKey, sampler, maxWaiting);
    http.createContext("/", server::handle);
    http.setExecutor(server.handlers);
    http.start();
    return server;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return http.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonObject reply;
      int status = 200;
      try {
        reply = answer(exchange);
      } catch (Refusal e) {
        reply = e.json();
        status = e.status();
      } catch (IllegalArgumentException e) {
        Refusal refusal = Refusal.badRequest(String.valueOf(e.getMessage()));
        reply = refusal.json();
        status = refusal.status();
      } catch (RuntimeException e) {
        LOG.error("a request failed", e);
        reply = Refusal.failed().json();
        status = Refusal.failed().status();
      }
      send(exchange, status, reply);
    }
  }

  private JsonObject answer(HttpExchange exchange) throws IOException {
    // Browsers say so of every page's POST: else any page could set a server on loopback to work.
    if (exchange.getRequestHeaders().containsKey("Origin")) {
      throw Refusal.forbidden("requests of web pages are not served");
    }
    return switch (exchange.getRequestURI().getPath()) {
      case "/health" -> get(exchange, health());
      case "/v1/models" -> {
        checkKey(exchange);
        yield get(exchange, models());
      }
      case "/v1/completions" -> post(exchange, completions::complete);
      case "/v1/chat/completions" -> post(exchange, completions::chat);
      default -> throw Refusal.notFound("there is no " + exchange.getRequestURI().getPath());
    };
  }

  private static JsonObject get(HttpExchange exchange, JsonObject reply) {
    checkMethod(exchange, "GET");
    return reply;
  }

  private JsonObject post(HttpExchange exchange, UnaryOperator<JsonObject> work)
      throws IOException {
    checkKey(exchange);
    checkMethod(exchange, "POST");
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      throw Refusal.tooLarge(MAX_BODY_BYTES);
    }
    JsonObject request;
    try {
      request = Json.parseObject(new String(body, UTF_8));
    } catch (JsonParseException e) {
      throw Refusal.badRequest("the body is not a JSON object: " + e.getMessage());
    }
    return work.apply(request);
  }

  private void checkKey(HttpExchange exchange) {
    if (authorization == null) {
      return;
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    // In constant time: how much of a key is right must not show.
    if (given == null || !MessageDigest.isEqual(given.getBytes(UTF_8), authorization)) {
      throw Refusal.unauthorized();
    }
  }

  private static void checkMethod(HttpExchange exchange, String method) {
    if (!exchange.getRequestMethod().equals(method)) {
      throw Refusal.wrongMethod(
          "%s takes %s".formatted(exchange.getRequestURI().getPath(), method));
    }
  }

  private static JsonObject health() {
    JsonObject reply = new JsonObject();
    reply.addProperty("status", "ok");
    return reply;
  }

  private JsonObject models() {
    JsonObject model = new JsonObject();
    model.addProperty("id", name);
    model.addProperty("object", "model");
    model.addProperty("owned_by", "o1pruner");
    JsonArray data = new JsonArray();
    data.add(model);
    JsonObject reply = new JsonObject();
    reply.addProperty("object", "list");
    reply.add("data", data);
    return reply;
  }

  private static void send(HttpExchange exchange, int status, JsonObject reply) throws IOException {
    byte[] body = Json.gson().toJson(reply).getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (status == 429 || status == 503) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /**
   * Calls off what is being decoded, answers what is open with 503, and stops listening; the model
   * isn't in use any more then. Closing again does nothing.
   */
  @Override
  public void close() {
    queue.close();
    http.stop(1);
    handlers.shutdownNow();
  }
}
