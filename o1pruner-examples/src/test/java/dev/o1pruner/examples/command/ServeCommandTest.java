package dev.o1pruner.examples.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.o1pruner.examples.Main;
import dev.o1pruner.run.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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

  @TempDir private Path folder;

  private Process serve(String... more) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "serve",
            "--model",
            TestModels.tiny().toString(),
            "--port",
            "0",
            "--json");
    builder.command().addAll(List.of(more));
    builder.environment().put("TEST_KEY", "sk-secret-0123");
    return builder.redirectError(folder.resolve("err").toFile()).start();
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
      Launch asked =
          Launch.of(
              "evaluate",
              "--model",
              TestModels.tiny(),
              "--problems",
              problems,
              "--server",
              url(out));
      assertThat(asked.code()).isEqualTo(2);
      assertThat(asked.err())
          .contains("problem a", "the server answered 401", "API key is missing or wrong")
          .doesNotContain("sk-secret");
      assertThat(Files.readString(folder.resolve("err"))).doesNotContain("sk-secret");
    } finally {
      server.destroyForcibly();
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
