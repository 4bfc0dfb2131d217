package dev.o1pruner.sampling;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Posts to a server and gets JSON objects back, trying again where that can help. */
final class ServerConnection {

  /** A reply can't be larger than this: 64 MiB. */
  private static final int MAX_REPLY_BYTES = 64 << 20;

  /** Of what a server says, so many characters are passed on. */
  private static final int QUOTED = 300;

  private final URI address;
  private final @Nullable String apiKey;
  private final Duration timeout;
  private final RetryPolicy retries;
  private final HttpClient client;

  ServerConnection(URI address, @Nullable String apiKey, Duration timeout, RetryPolicy retries) {
    this.address = address;
    this.apiKey = apiKey;
    this.timeout = timeout;
    this.retries = retries;
    // 1.1: the servers in question have no HTTP/2, and an upgrade offer confuses some of them.
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER) // the key goes nowhere else
            .connectTimeout(timeout)
            .build();
  }

  /** An attempt that failed. */
  private static final class Failure extends Exception {
    final boolean worthRetrying;
    final @Nullable Duration retryAfter;

    Failure(String reason, boolean worthRetrying, @Nullable Duration retryAfter) {
      super(reason);
      this.worthRetrying = worthRetrying;
      this.retryAfter = retryAfter;
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Posts a body until it is answered.
   *
   * @throws ServerException if it can't be: at once where trying again is of no use
   */
  JsonObject post(Draw draw, JsonObject body, ServerListener listener) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.gson().toJson(body)));
    if (apiKey != null) {
      request.header("Authorization", "Bearer " + apiKey);
    }
    SplittableRandom jitter = new SplittableRandom(draw.seed());
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(request.build());
      } catch (Failure failure) {
        Duration pause = retries.pause(attempt, failure.retryAfter, jitter);
        if (!failure.worthRetrying || pause == null) {
          throw new ServerException(
              "no solution for sample %s of problem %s from %s after %s: %s"
                  .formatted(
                      draw.sample(),
                      draw.prompt().problemId(),
                      address,
                      attempt == 1 ? "1 attempt" : attempt + " attempts",
                      failure.reason()));
        }
        listener.onRetry(draw, attempt, failure.reason(), pause);
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      }
    }
  }

  URI address() {
    return address;
  }

  private JsonObject attempt(HttpRequest request) throws Failure, InterruptedException {
    // The request's own timeout ends with the headers; this one covers the body too.
    CompletableFuture<HttpResponse<byte[]>> reply =
        client.sendAsync(request, head -> new LimitedBody(MAX_REPLY_BYTES));
    try {
      return read(reply.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      throw new Failure("no reply within %s s".formatted(timeout.toMillis() / 1e3), true, null);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof LimitedBody.TooLarge) {
        throw new Failure(String.valueOf(cause.getMessage()), false, null);
      }
      if (cause instanceof IOException) {
        throw new Failure(hideKey("the connection broke: " + cause), true, null);
      }
      throw new IllegalStateException(hideKey("the request failed: " + cause), cause);
    } finally {
      reply.cancel(true);
    }
  }

  private JsonObject read(HttpResponse<byte[]> reply) throws Failure {
    int status = reply.statusCode();
    String text = new String(reply.body(), StandardCharsets.UTF_8);
    if (status == 200) {
      try {
        return Json.parseObject(text);
      } catch (JsonParseException e) {
        throw new Failure("the reply is not JSON: " + quote(e.getMessage()), true, null);
      }
    }
    Duration retryAfter =
        reply.headers().firstValue("Retry-After").map(RetryPolicy::retryAfter).orElse(null);
    throw new Failure(
        "the server answered %s: %s".formatted(status, quote(said(text))),
        status == 429 || status >= 500,
        retryAfter);
  }

  /** The error's message in OpenAI's form, else the whole text. */
  private static String said(String text) {
    try {
      JsonElement error = Json.parseObject(text).get("error");
      if (error != null && error.isJsonObject() && error.getAsJsonObject().has("message")) {
        return error.getAsJsonObject().get("message").toString();
      }
    } catch (JsonParseException e) {
      // not every server, and no proxy, answers in that form
    }
    return text;
  }

  /** One line of what came from the server, without the key. */
  String quote(@Nullable String text) {
    String line = hideKey(String.valueOf(text)).replaceAll("\\s+", " ").strip();
    if (line.isEmpty()) {
      return "nothing";
    }
    return line.length() <= QUOTED ? line : line.substring(0, QUOTED) + "...";
  }

  /** A server may repeat the key it was sent. */
  private String hideKey(String text) {
    return apiKey == null ? text : text.replace(apiKey, "[key]");
  }
}
