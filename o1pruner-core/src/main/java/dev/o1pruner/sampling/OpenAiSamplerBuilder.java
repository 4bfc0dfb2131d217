package dev.o1pruner.sampling;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import dev.o1pruner.model.TextModel;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets up an {@link OpenAiSampler}. Required: {@link #server} and {@link #model}. */
public final class OpenAiSamplerBuilder {

  /** Requests under way at once: {@value}. */
  public static final int DEFAULT_CONCURRENCY = 64;

  /** A whole reply must be there within ten minutes. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  /** Attempts at one request: {@value}. */
  public static final int DEFAULT_ATTEMPTS = 6;

  /** The first pause between attempts: a second. */
  public static final Duration DEFAULT_FIRST_PAUSE = Duration.ofSeconds(1);

  private @Nullable URI server;
  private @Nullable TextModel model;
  private @Nullable String apiKey;
  private Duration timeout = DEFAULT_TIMEOUT;
  private int attempts = DEFAULT_ATTEMPTS;
  private Duration firstPause = DEFAULT_FIRST_PAUSE;
  @Nullable String modelName;
  int concurrency = DEFAULT_CONCURRENCY;
  ServerListener listener = new ServerListener() {};

  OpenAiSamplerBuilder() {}

  /**
   * Where the server is, such as {@code http://127.0.0.1:8000}; {@code /v1/completions} is added,
   * or {@code /completions} if it ends in {@code /v1}.
   *
   * @throws IllegalArgumentException if it isn't http or https, has no host, or has a user, a query
   *     or a fragment
   */
  public OpenAiSamplerBuilder server(URI server) {
    checkArgument(
        ("http".equals(server.getScheme()) || "https".equals(server.getScheme()))
            && server.getHost() != null,
        "a server is http://host:port or https://host:port but was %s",
        server.getRawUserInfo() == null ? server : "an address with a user");
    checkArgument(
        server.getRawUserInfo() == null, "a server's address has no user in it: use apiKey(key)");
    checkArgument(
        server.getRawQuery() == null && server.getRawFragment() == null,
        "a server's address ends with its path, but this one has a query or a fragment");
    String base = server.toString().replaceFirst("/+$", "");
    this.server = URI.create(base + (base.endsWith("/v1") ? "" : "/v1") + "/completions");
    return this;
  }

  /** The model the server runs: its tokenizer, its end tokens and its context. */
  public OpenAiSamplerBuilder model(TextModel model) {
    this.model = model;
    return this;
  }

  /** The model's name on the server. Default: none is sent, and the server takes its own. */
  public OpenAiSamplerBuilder modelName(String modelName) {
    this.modelName = modelName;
    return this;
  }

  /**
   * Sent as bearer token. Default: none.
   *
   * @throws IllegalArgumentException if a header can't hold it; the message doesn't either
   */
  public OpenAiSamplerBuilder apiKey(String apiKey) {
    checkArgument(
        !apiKey.isEmpty() && apiKey.chars().allMatch(c -> c > ' ' && c < 127),
        "an API key has visible ASCII characters only, and at least one");
    this.apiKey = apiKey;
    return this;
  }

  /** Most requests under way at once. Default {@value #DEFAULT_CONCURRENCY}. */
  public OpenAiSamplerBuilder concurrency(int concurrency) {
    checkArgument(concurrency >= 1, "concurrency must be at least 1 but was %s", concurrency);
    this.concurrency = concurrency;
    return this;
  }

  /** Most time from a request to the end of its reply. Default {@link #DEFAULT_TIMEOUT}. */
  public OpenAiSamplerBuilder timeout(Duration timeout) {
    checkArgument(timeout.toMillis() >= 1, "timeout must be at least 1 ms but was %s", timeout);
    this.timeout = timeout;
    return this;
  }

  /** Attempts at one request, the first included. Default {@value #DEFAULT_ATTEMPTS}. */
  public OpenAiSamplerBuilder attempts(int attempts) {
    checkArgument(attempts >= 1, "attempts must be at least 1 but was %s", attempts);
    this.attempts = attempts;
    return this;
  }

  /**
   * The pause after a first failed attempt; each further one is twice as long, up to a minute, and
   * a random half of it is left out. Default {@link #DEFAULT_FIRST_PAUSE}.
   */
  public OpenAiSamplerBuilder firstPause(Duration firstPause) {
    checkArgument(!firstPause.isNegative(), "firstPause must be >= 0 but was %s", firstPause);
    this.firstPause = firstPause;
    return this;
  }

  /** Told of retries, encoded texts and refused solutions. Default: the first refusal throws. */
  public OpenAiSamplerBuilder listener(ServerListener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * The sampler.
   *
   * @throws IllegalStateException naming what is missing
   */
  public OpenAiSampler build() {
    List<String> missing = new ArrayList<>();
    if (server == null) {
      missing.add("server");
    }
    if (model == null) {
      missing.add("model");
    }
    checkState(
        server != null && model != null,
        "OpenAiSampler needs %s: call server(address) and model(model) before build()",
        missing);
    return new OpenAiSampler(
        this,
        model,
        new ServerConnection(server, apiKey, timeout, new RetryPolicy(attempts, firstPause)));
  }
}
