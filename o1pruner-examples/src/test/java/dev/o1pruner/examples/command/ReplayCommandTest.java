package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.o1pruner.run.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pruning of 4 problems and a sampling of 2, made again. */
class ReplayCommandTest {

  @TempDir static Path shared;
  private static Path pruned;

  @TempDir Path folder;

  @BeforeAll
  static void prune() {
    pruned = shared.resolve("pruned");
    Launch.of("prune", "--problems", 4, "--k", 2, "--held-out", 8, "--out", pruned).succeeds();
  }

  private static void change(Path manifest, Consumer<JsonObject> change) throws IOException {
    JsonObject fields = Json.readObject(manifest);
    change.accept(fields);
    Files.writeString(manifest, Json.pretty(fields));
  }

  @Test
  void a_pruning_gives_the_same_model_and_report_and_a_changed_result_is_named()
      throws IOException {
    Path out = folder.resolve("again");
    Launch replay = Launch.of("replay", pruned.resolve("manifest.json"), "--out", out).succeeds();
    assertThat(replay.out())
        .contains("### T = 1") // the run's own words
        .containsPattern("replayed: \\d+ files are the same, byte by byte but for times: " + out);
    assertThat(out.resolve("model/model.safetensors"))
        .hasSameBinaryContentAs(pruned.resolve("model/model.safetensors"));

    Files.delete(out.resolve("model/model.safetensors"));
    assertThat(ResultComparison.of(pruned, out).difference())
        .isEqualTo("model/model.safetensors: the replay doesn't have it");
    assertThat(ResultComparison.of(out, pruned).difference())
        .isEqualTo("model/model.safetensors: only the replay has it");
    Path report = out.resolve("report.json");
    Files.writeString(
        report,
        Files.readString(report)
            .replaceFirst("\"droppedSequences\": 0", "\"droppedSequences\": 1"));
    assertThat(ResultComparison.of(pruned, out).difference())
        .isEqualTo("model/model.safetensors: the replay doesn't have it");
    Files.copy(pruned.resolve("model/model.safetensors"), out.resolve("model/model.safetensors"));
    assertThat(ResultComparison.of(pruned, out).difference())
        .isEqualTo("report.json: droppedSequences was 0, now 1");
  }

  @Test
  void other_versions_are_refused_unless_they_are_allowed_and_so_is_other_data()
      throws IOException {
    Path manifest = folder.resolve("manifest.json");
    Files.copy(pruned.resolve("manifest.json"), manifest);
    change(
        manifest,
        fields -> {
          fields.getAsJsonObject("versions").addProperty("java", "1.8");
          fields.getAsJsonObject("inputs").addProperty("training problems", "00");
        });
    Launch.of("replay", manifest)
        .refuses(
            "what " + manifest + " is of has changed: training problems (\"00\", now \"",
            ", java (\"1.8\", now \"",
            "or give --allow-changed-versions");
    Launch.of("replay", manifest, "--allow-changed-versions")
        .refuses("has changed: training problems (\"00\", now \"");

    change(manifest, fields -> fields.getAsJsonObject("inputs").remove("training problems"));
    Launch.of("replay", manifest).refuses("training problems (none, now \"", "java (");
    Launch.of("replay", pruned.resolve("manifest.json"), "--out", pruned)
        .refuses("--out " + pruned + " is where the run itself is");
    Launch.of("replay", pruned.resolve("run.json")).refuses("run.json has no \"command\"");
  }

  private Path sample() throws IOException {
    Path problems =
        TestModels.lines(
            folder.resolve("problems.jsonl"),
            "{\"id\":\"one\",\"problem\":\"w1 w2 w3\",\"answer\":\"3\"}",
            "{\"id\":\"two\",\"problem\":\"w4\",\"answer\":\"4\"}");
    Path model =
        TestModels.tinyWith(
            folder.resolve("model"), "config.json", "model.safetensors", "tokenizer.json");
    Path out = folder.resolve("samples.jsonl");
    Launch.of(
            "sample",
            "--model",
            model,
            "--problems",
            problems,
            "--out",
            out,
            "--k",
            2,
            "--start",
            "",
            "--max-tokens",
            9)
        .succeeds();
    return folder.resolve("samples.jsonl.manifest.json");
  }

  @Test
  void a_sampling_gives_the_same_solutions_with_other_software_if_that_is_allowed()
      throws IOException {
    Path manifest = sample();
    change(manifest, fields -> fields.getAsJsonObject("versions").addProperty("os", "another"));
    change(manifest, fields -> fields.getAsJsonObject("machine").addProperty("threads", 999));
    Launch replay = Launch.of("replay", manifest, "--allow-changed-versions", "--json").succeeds();
    assertThat(replay.err())
        .contains("another version of os (\"another\", now ")
        .contains("another machine, threads (999, now ")
        .contains("4 solutions of 2 problems");
    assertThat(replay.json()).hasSize(1);
    JsonObject line = replay.json().get(0);
    assertThat(line.get("identical").getAsBoolean()).isTrue();
    assertThat(line.get("difference").isJsonNull()).isTrue();
    assertThat(Path.of(line.get("directory").getAsString()))
        .isEqualTo(folder.resolve("samples.jsonl.replay"))
        .hasSameBinaryContentAs(folder.resolve("samples.jsonl"));

    Launch.of("replay", manifest, "--allow-changed-versions")
        .refuses("samples.jsonl.replay.manifest.json says that a run ended there already");
  }

  @Test
  void a_sampling_that_was_changed_afterwards_differs_in_a_line_and_field() throws IOException {
    Path manifest = sample();
    Path out = folder.resolve("samples.jsonl");
    Files.writeString(
        out,
        Files.readString(out)
            .replaceFirst("\"sample\":1,\"length\":\\d+", "\"sample\":1,\"length\":99"));
    Launch replay = Launch.of("replay", manifest);
    assertThat(replay.code()).isEqualTo(1);
    assertThat(replay.out())
        .contains("replayed: the results differ, first in results: line 2: length was 99, now ");
  }

  @Test
  void a_manifest_of_somebody_else_gets_at_no_secret_and_writes_nowhere_else() throws IOException {
    Path manifest = sample();
    for (String option : List.of("--api-key-env", "--out")) {
      Path forged = folder.resolve("forged.manifest.json");
      Files.copy(manifest, forged, StandardCopyOption.REPLACE_EXISTING);
      JsonArray value = new JsonArray();
      value.add("PATH");
      change(forged, fields -> fields.getAsJsonObject("options").add(option, value));
      Launch.of("replay", forged).refuses("gives " + option + ", which a manifest can't");
    }
  }

  @Test
  void a_changed_model_or_problem_file_is_refused_by_name() throws IOException {
    Path manifest = sample();
    Files.writeString(folder.resolve("problems.jsonl"), "\n");
    Files.writeString(folder.resolve("model/generation_config.json"), "{}");
    Launch.of("replay", manifest)
        .refuses("model/generation_config.json (none, now \"", "problems (\"", "restore it");
    assertThat(folder.resolve("samples.jsonl.replay")).doesNotExist();
  }
}
