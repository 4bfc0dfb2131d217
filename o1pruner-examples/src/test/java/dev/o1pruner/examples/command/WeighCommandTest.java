package dev.o1pruner.examples.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeighCommandTest {

  private static final double EXACT = 1e-12; // rounding of double only

  @TempDir private Path folder;
  private Path samples;

  @BeforeEach
  void write_samples() throws IOException {
    samples =
        TestModels.lines(
            folder.resolve("samples.jsonl"),
            "{\"problemId\":\"a\",\"sample\":0,\"length\":100,\"correct\":true,\"n\":1.50}",
            "{\"problemId\":\"b\",\"sample\":0,\"length\":50,\"correct\":false}",
            "{\"problemId\":\"a\",\"sample\":1,\"length\":300,\"correct\":false}",
            "{\"problemId\":\"b\",\"sample\":1,\"length\":50,\"correct\":false}",
            "{\"problemId\":\"a\",\"sample\":2,\"length\":200,\"correct\":false}");
  }

  @Test
  void the_paper_takes_the_reward_itself_in_input_order() {
    List<JsonObject> lines =
        Launch.of("weigh", "--samples", samples, "--preset", "paper").succeeds().json();
    // a: mean length 200, accuracy 1/3.  200/100 - 1 + 2*(1 - 1/3) = 7/3
    //    200/300 - 1 - 2/3 = -1,  200/200 - 1 - 2/3 = -2/3.  b: all alike, 0
    double[] rewards = {7 / 3.0, 0, -1, 0, -2 / 3.0};
    for (int i = 0; i < rewards.length; i++) {
      assertThat(lines.get(i).get("reward").getAsDouble()).isCloseTo(rewards[i], within(EXACT));
      assertThat(lines.get(i).get("advantage").getAsDouble()).isCloseTo(rewards[i], within(EXACT));
      assertThat(lines.get(i).get("kept").getAsBoolean()).isTrue();
    }
    assertThat(lines.stream().map(line -> line.get("problemId").getAsString()))
        .containsExactly("a", "b", "a", "b", "a");
    assertThat(lines.get(0).keySet())
        .containsExactly(
            "problemId", "sample", "length", "correct", "n", "reward", "advantage", "kept");
    assertThat(lines.get(0).get("n").toString()).isEqualTo("1.50");
  }

  @Test
  void lambda_weighs_accuracy() {
    List<JsonObject> lines =
        Launch.of("weigh", "--samples", samples, "--preset", "paper", "--lambda", 0)
            .succeeds()
            .json();
    // brevity alone: 200/100 - 1 = 1
    assertThat(lines.get(0).get("reward").getAsDouble()).isCloseTo(1, within(EXACT));
  }

  @Test
  void the_official_code_normalises_over_all_if_all_are_kept() {
    List<JsonObject> lines =
        Launch.of(
                "weigh",
                "--samples",
                samples,
                "--preset",
                "official-code",
                "--keep",
                "all",
                "--lambda",
                6)
            .succeeds()
            .json();
    // a: 1 + 6*2/3 = 5, clipped to 4;  -1/3 - 2 = -7/3, clipped to -2;  0 - 2 = -2.  b: 0, 0
    // mean of (4, 0, -2, 0, -2) = 0, deviation sqrt((16 + 4 + 4)/5) = sqrt(4.8)
    double[] advantages = {4, 0, -2, 0, -2};
    for (int i = 0; i < advantages.length; i++) {
      assertThat(lines.get(i).get("advantage").getAsDouble())
          .isCloseTo(advantages[i] / Math.sqrt(4.8), within(EXACT));
    }
    assertThat(lines.get(0).get("reward").getAsDouble()).isCloseTo(5, within(EXACT));
  }

  @ParameterizedTest
  @CsvSource({"paper, '', 5", "official-code, '', 4", "paper, 1, 2", "official-code, all, 5"})
  void as_many_are_kept_as_asked_for(String preset, String keep, int kept) {
    Launch launch =
        keep.isEmpty()
            ? Launch.of("weigh", "--samples", samples, "--preset", preset)
            : Launch.of("weigh", "--samples", samples, "--preset", preset, "--keep", keep);
    List<JsonObject> lines = launch.succeeds().json();
    assertThat(lines).hasSize(5);
    assertThat(lines.stream().filter(line -> line.get("kept").getAsBoolean())).hasSize(kept);
    assertThat(launch.err()).startsWith("5 samples of 2 problems, " + kept + " kept; ");
  }

  @Test
  void writes_a_file_and_tells_people_of_it() throws IOException {
    Path out = folder.resolve("out.jsonl");
    Launch launch =
        Launch.of("weigh", "--samples", samples, "--preset", "paper", "--out", out).succeeds();
    assertThat(launch.out()).startsWith("5 samples of 2 problems").contains("written to " + out);
    assertThat(Files.readAllLines(out)).hasSize(5);
  }

  @Test
  void one_sample_of_a_problem_is_refused_by_its_id() throws IOException {
    Path alone =
        TestModels.lines(
            folder.resolve("alone.jsonl"),
            "{\"problemId\":\"lonely\",\"sample\":0,\"length\":1,\"correct\":true}");
    Launch.of("weigh", "--samples", alone, "--preset", "paper")
        .refuses("problem lonely has 1 sample", "K >= 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"problemId\":\"a\",\"sample\":0,\"length\":1}",
        "{\"problemId\":\"a\",\"sample\":0,\"length\":0,\"correct\":true}",
        "{\"problemId\":\"a\",\"sample\":0,\"length\":1.5,\"correct\":true}",
        "{\"problemId\":\"a\",\"sample\":0,\"length\":4294967297,\"correct\":true}",
        "{\"problemId\":\"a\",\"sample\":0,\"length\":1,\"correct\":1}",
        "{\"problemId\":\"a\",\"sample\":0,\"length\":1,\"correct\":true,\"answer\":{}}",
        "{\"problemId\":",
        "no JSON",
      })
  void a_bad_line_is_refused_by_its_number(String line) throws IOException {
    Path bad = TestModels.lines(folder.resolve("bad.jsonl"), "", line);
    Launch.of("weigh", "--samples", bad, "--preset", "paper")
        .refuses(bad + ":2: ", "correct the line");
  }

  @Test
  void options_out_of_range_are_refused() throws IOException {
    Launch.of("weigh", "--samples", samples, "--preset", "papr")
        .refuses("there is no preset 'papr', only paper and official-code");
    Launch.of("weigh", "--samples", samples).refuses("--preset");
    Launch.of("weigh", "--samples", samples, "--preset", "paper", "--keep", 0)
        .refuses("--keep must be all or at least 1 but was 0");
    Launch.of("weigh", "--samples", samples, "--preset", "paper", "--keep", "some")
        .refuses("--keep must be all or a number of samples but was 'some'");
    Launch.of("weigh", "--samples", samples, "--preset", "paper", "--lambda", -1)
        .refuses("lambda must be >= 0");
    Path empty = TestModels.lines(folder.resolve("empty.jsonl"));
    Launch.of("weigh", "--samples", empty, "--preset", "paper").refuses(empty + " holds no sample");
  }

  @Test
  void an_output_that_cannot_be_written_is_refused_before_the_input_is_read() {
    Launch.of("weigh", "--samples", "gone", "--preset", "paper", "--out", folder)
        .refuses("--out " + folder + " is a directory");
    Launch.of("weigh", "--samples", "gone", "--preset", "paper", "--out", samples.resolve("x"))
        .refuses("--out " + samples.resolve("x") + " can't be written", "give another path");
    assertThat(folder).isDirectoryNotContaining("glob:**.probe");
  }
}
