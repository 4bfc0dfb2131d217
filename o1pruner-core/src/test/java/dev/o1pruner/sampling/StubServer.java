package dev.o1pruner.sampling;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that does what it is told: faults first, then its usual reply. */
final class StubServer implements AutoCloseable {

  /** What happens to one request. */
  interface Behaviour {
    void act(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** A request as it came. */
  record Seen(JsonObject body, String authorization, long nanoTime) {}

  final Queue<Behaviour> faults = new ConcurrentLinkedQueue<>();
  final List<Seen> seen = new CopyOnWriteArrayList<>();
  final AtomicInteger atOnce = new AtomicInteger();
  final AtomicInteger mostAtOnce = new AtomicInteger();
  volatile Behaviour usual;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  StubServer(Behaviour usual) {
    this.usual = usual;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.createContext("/", this::handle);
    http.setExecutor(threads);
    http.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int now = atOnce.incrementAndGet();
      mostAtOnce.accumulateAndGet(now, Math::max);
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      seen.add(
          new Seen(
              Json.parseObject(body),
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
              System.nanoTime()));
      Behaviour fault = faults.poll();
      (fault == null ? usual : fault).act(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      atOnce.decrementAndGet();
    }
  }

  /** Answers with this status and text. */
  static Behaviour answer(int status, String text, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
      }
      byte[] bytes = text.getBytes(UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    };
  }

  /** Answers with one choice of these fields. */
  static Behaviour choice(String fields) {
    return answer(200, "{\"choices\":[{\"index\":0," + fields + "}]}");
  }

  /** Closes the connection without a word. */
  static Behaviour hangUp() {
    return HttpExchange::close;
  }

  /** Promises more bytes than come. */
  static Behaviour breakOff() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write("{\"choices\"".getBytes(UTF_8));
    };
  }

  /** Says nothing for longer than any test waits. */
  static Behaviour hang() {
    return exchange -> TimeUnit.SECONDS.sleep(30);
  }

  /** Sends the head and then nothing. */
  static Behaviour hangInBody() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().flush();
      TimeUnit.SECONDS.sleep(30);
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
    http.stop(0);
  }
}
