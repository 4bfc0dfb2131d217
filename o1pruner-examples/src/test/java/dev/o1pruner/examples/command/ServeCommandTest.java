package dev.o1pruner.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.o1pruner.examples.Main;
import dev.o1pruner.run.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own, asked by the launcher's own commands. */
class ServeCommandTest {

  private static final String SECRET = "sk-secret-0123";

  @TempDir private Path folder;

  private Process serve(String... more) throws IOException {
    ProcessBuilder builder = launcher("serve", "--port", "0", "--json");
    builder.command().addAll(List.of(more));
    return builder.redirectError(folder.resolve("err").toFile()).start();
  }

  /** The launcher in a process that has a secret in its environment. */
  private static ProcessBuilder launcher(String command, String... options) {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-Dsun.net.httpserver.maxReqTime=2",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            command,
            "--model",
            TestModels.tiny().toString());
    builder.command().addAll(List.of(options));
    builder.environment().put("TEST_KEY", SECRET);
    return builder;
  }

  private static String url(BufferedReader out) throws IOException {
    String line = out.readLine();
    assertThat(line).isNotNull();
    return Json.parseObject(line).get("url").getAsString();
  }

  private List<JsonObject> sample(Path problems, String name, Object... more) throws IOException {
    Path out = folder.resolve(name);
    Object[] command = {
      "sample",
      "--model",
      TestModels.tiny(),
      "--problems",
      problems,
      "--out",
      out,
      "--k",
      3,
      "--max-tokens",
      20
    };
    Launch.of(Stream.of(command, more).flatMap(Arrays::stream).toArray()).succeeds();
    return Files.readAllLines(out).stream().map(Json::parseObject).toList();
  }

  @Test
  void samples_from_a_server_are_those_of_the_model_and_sigterm_ends_it() throws Exception {
    Path problems =
        TestModels.lines(
            folder.resolve("problems.jsonl"),
            "{\"id\":\"one\",\"problem\":\"w1 w2 w3\",\"answer\":\"3\"}",
            "{\"id\":\"two\",\"problem\":\"w4\",\"answer\":\"4\"}");
    Process server = serve();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8))) {
      String url = url(out);
      for (String temperature : List.of("0", "1")) {
        assertThat(
                sample(
                    problems, "far" + temperature, "--temperature", temperature, "--server", url))
            .hasSize(6)
            .isEqualTo(sample(problems, "near" + temperature, "--temperature", temperature));
      }
      Launch.of("evaluate", "--model", TestModels.tiny(), "--problems", problems, "--server", url)
          .succeeds();

      server.destroy();

      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(folder.resolve("err"))).doesNotContain("Exception", "\tat ");
      Launch.of(
              "evaluate",
              "--model",
              TestModels.tiny(),
              "--problems",
              problems,
              "--server",
              "ftp://nowhere")
          .refuses("a server is http://host:port");
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void a_server_with_a_key_refuses_those_without_and_never_shows_it() throws Exception {
    Path problems =
        TestModels.lines(
            folder.resolve("problems.jsonl"), "{\"id\":\"a\",\"problem\":\"w1\",\"answer\":\"3\"}");
    Process server = serve("--api-key-env", "TEST_KEY");
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), UTF_8))) {
      String url = url(out);
      Launch asked =
          Launch.of(
              "evaluate", "--model", TestModels.tiny(), "--problems", problems, "--server", url);
      assertThat(asked.code()).isEqualTo(2);
      assertThat(asked.err())
          .contains("problem a", "the server answered 401", "API key is missing or wrong")
          .doesNotContain(SECRET);

      Path log = folder.resolve("client");
      Process client =
          launcher(
                  "sample",
                  "--problems",
                  problems.toString(),
                  "--server",
                  url,
                  "--api-key-env",
                  "TEST_KEY",
                  "--out",
                  folder.resolve("samples.jsonl").toString(),
                  "--k",
                  "2")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(client.exitValue()).as(Files.readString(log)).isZero();
      try (Stream<Path> files = Files.walk(folder)) {
        List<Path> written = files.filter(Files::isRegularFile).toList();
        assertThat(written)
            .extracting(file -> file.getFileName().toString())
            .contains("samples.jsonl", "samples.jsonl.manifest.json", "client", "err");
        for (Path file : written) {
          assertThat(Files.readString(file)).as(file.toString()).doesNotContain(SECRET);
        }
      }
      a_request_that_never_ends_is_given_up(URI.create(url).getPort());
    } finally {
      server.destroyForcibly();
    }
  }

  /** Else 256 of them would keep everybody else out. */
  private static void a_request_that_never_ends_is_given_up(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              "POST /v1/completions HTTP/1.1\r\nAuthorization: Bearer %s\r\nContent-Length: 9\r\n\r\n{"
                  .formatted(SECRET)
                  .getBytes(UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void bad_options_are_refused() {
    Launch.of("serve", "--model", TestModels.tiny(), "--slots", 0)
        .refuses("--slots must be at least 1");
    Launch.of("serve", "--model", TestModels.tiny(), "--port", 70000).refuses("--port must be in");
    Launch.of("serve", "--model", TestModels.tiny(), "--api-key-env", "O1PRUNER_NO_SUCH_VARIABLE")
        .refuses("the variable O1PRUNER_NO_SUCH_VARIABLE is not set");
    Launch.of("serve", "--model", "gone").refuses("model directory gone does not exist");
  }
}
