package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Command lines that are written down and parsed again. */
class GivenOptionsTest {

  private static Map<String, Object> options(Replayable command, String... args) {
    CommandLine line = new CommandLine(command);
    line.parseArgs(args);
    return GivenOptions.of(line.getCommandSpec());
  }

  private static List<String> arguments(Map<String, Object> options) {
    JsonObject fields = new JsonObject();
    fields.add("options", Json.gson().toJsonTree(options));
    return new CommandManifest(Path.of("manifest.json"), fields).arguments(options.keySet());
  }

  private static Stream<List<Object>> commandLines() {
    return Stream.of(
        List.of(new PruneCommand(), new PruneCommand(), "--seed=-3", "--k=4"),
        List.of(
            new CompareCommand(),
            new CompareCommand(),
            "--model=m",
            "--train=t.jsonl",
            "--benchmark=a=b=c.jsonl",
            "--benchmark=d=e.jsonl",
            "--seeds=1,2",
            "--lambda=0,2.5",
            "--instruction={problem} \"quick\", = now"),
        List.of(
            new SampleCommand(),
            new SampleCommand(),
            "--model=m",
            "--problems=p",
            "--out=o",
            "--start=",
            "--start=-x y",
            "--skip-bad-lines",
            "--server=http://127.0.0.1:1"),
        List.of(
            new RoundsCommand(),
            new RoundsCommand(),
            "--model=m",
            "--problems=p",
            "--method=dler",
            "--train=lora:3",
            "--dtype=bf16",
            "--hard-limit=9"));
  }

  @ParameterizedTest
  @MethodSource("commandLines")
  void a_command_line_that_was_written_down_means_the_same(List<Object> given) {
    String[] args = given.stream().skip(2).toArray(String[]::new);
    Map<String, Object> options = options((Replayable) given.get(0), args);
    List<String> written = arguments(options);
    if (!(given.get(0) instanceof PruneCommand
        || given.get(0) instanceof CompareCommand
        || given.get(0) instanceof RoundsCommand)) {
      written = Stream.concat(written.stream(), Stream.of("--out=o")).toList(); // required there
    }
    assertThat(options((Replayable) given.get(1), written.toArray(new String[0])))
        .isEqualTo(options);
  }

  @Test
  void defaults_are_written_down_and_paths_from_anywhere() {
    Map<String, Object> options =
        options(
            new SampleCommand(),
            "--model=m",
            "--problems=p",
            "--out=o",
            "--json",
            "--api-key-env=NAME");
    assertThat(options)
        .containsEntry("--k", List.of("16"))
        .containsEntry("--temperature", List.of("1.0"))
        .containsEntry("--redraw-damaged", false)
        .containsEntry("--server", List.of())
        .containsEntry("--model", List.of(Path.of("m").toAbsolutePath().toString()))
        .doesNotContainKeys("--out", "--json", "--help", "--api-key-env");
  }
}
